#!/usr/bin/python3
"""Reads a run's weights in plain PyTorch and compares the decoder's logits with those that Elbo wrote.

    /usr/bin/python3 tests/python/check_weights.py RUN/model/weights.safetensors logits.npy x.npy --layers LAYERS

x.npy [B, D] is the batch, logits.npy [B, D] are Elbo's decoder logits at the encoder's mean. LAYERS is the chain from x
through the encoder body, the head of the mean and the decoder to the logits, as JSON or as the path of a JSON file:

    [["encoder.0", "tanh"], ["encoder.1", "tanh"], ["encoder.mu", "none"],
     ["decoder.0", "tanh"], ["decoder.1", "tanh"], ["decoder.2", "none"]]

Each name stands for `<name>.weight` [out, in] and, where the file has it, `<name>.bias` [out].
Prints `max_abs_diff <number>`. Exit code 0: at most --tolerance (1e-5); 1: more, or not a number; 2: unusable input.
Needs torch and numpy only; the safetensors file is read here, by its published layout.
"""
import argparse
import json
import os
import struct
import sys

import numpy as np
import torch

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "U8": "u1", "BOOL": "?"}

ACTIVATIONS = {
    "none": lambda x: x,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "elu": torch.nn.functional.elu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "softplus": torch.nn.functional.softplus,
    "silu": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
}


class Unusable(Exception):
    pass


def read_safetensors(path):
    """name -> numpy array. Layout: u64 length of the header, JSON header, then the tensors' bytes without gaps."""
    with open(path, "rb") as file:
        content = file.read()
    if len(content) < 8:
        raise Unusable(f"{path}: shorter than the 8 bytes of the header's length")
    (length,) = struct.unpack("<Q", content[:8])
    if length > len(content) - 8:
        raise Unusable(f"{path}: header of {length} bytes in a file of {len(content)}")
    try:
        header = json.loads(content[8:8 + length].decode("utf-8"))
    except ValueError as error:
        raise Unusable(f"{path}: header is not JSON: {error}") from None
    header.pop("__metadata__", None)
    data = content[8 + length:]
    tensors, expected = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        if entry["dtype"] not in DTYPES:
            raise Unusable(f"{path}: {name}: dtype {entry['dtype']} is not read here")
        dtype = np.dtype(DTYPES[entry["dtype"]])
        size = dtype.itemsize * int(np.prod(entry["shape"], dtype=np.int64))
        if begin != expected or end - begin != size or end > len(data):
            raise Unusable(f"{path}: {name}: bytes {begin}..{end} of {len(data)}, expected {expected}..{expected + size}")
        expected = end
        array = np.frombuffer(data[begin:end], dtype=dtype).reshape(entry["shape"])
        if entry["dtype"] == "BF16":
            # A bfloat16 is the upper half of a float32.
            array = (array.astype(np.uint32) << 16).view(np.float32)
        tensors[name] = array
    if expected != len(data):
        raise Unusable(f"{path}: {len(data) - expected} bytes after the last tensor")
    return tensors


def read_layers(text):
    if os.path.exists(text):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    try:
        layers = json.loads(text)
        layers = [(str(name), str(activation)) for name, activation in layers]
    except (ValueError, TypeError) as error:
        raise Unusable(f"--layers: neither a file nor a JSON list of [name, activation]: {error}") from None
    for name, activation in layers:
        if activation not in ACTIVATIONS:
            raise Unusable(f"--layers: {name}: activation {activation!r} is none of {', '.join(ACTIVATIONS)}")
    return layers


def build(tensors, layers):
    """The chain as a torch.nn.Sequential of Linear layers, in float32."""
    modules = []
    for name, activation in layers:
        weight = tensors.get(f"{name}.weight")
        if weight is None:
            raise Unusable(f"no tensor {name}.weight; the file has {', '.join(sorted(tensors))}")
        if weight.ndim != 2:
            raise Unusable(f"{name}.weight has shape {list(weight.shape)}, not [out, in]")
        bias = tensors.get(f"{name}.bias")
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
        state = {"weight": torch.tensor(weight.astype(np.float32))}
        if bias is not None:
            state["bias"] = torch.tensor(bias.astype(np.float32))
        try:
            linear.load_state_dict(state)
        except RuntimeError as error:
            raise Unusable(f"{name}: {error}") from None
        modules.append((linear, ACTIVATIONS[activation]))
    return modules


def main():
    parser = argparse.ArgumentParser(description="Compares Elbo's decoder logits with those of plain PyTorch.")
    parser.add_argument("weights", help="safetensors file of the run")
    parser.add_argument("logits", help="npy file [B, D]: Elbo's logits at the encoder's mean")
    parser.add_argument("x", help="npy file [B, D]: the batch")
    parser.add_argument("--layers", required=True, help="JSON list of [name, activation] from x to the logits, or its file")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments = parser.parse_args()

    try:
        layers = read_layers(arguments.layers)
        chain = build(read_safetensors(arguments.weights), layers)
        x = torch.tensor(np.load(arguments.x, allow_pickle=False).astype(np.float32))
        expected = np.load(arguments.logits, allow_pickle=False)
        with torch.no_grad():
            for (linear, activation), (name, _) in zip(chain, layers):
                if x.shape[-1] != linear.in_features:
                    raise Unusable(f"{name} takes {linear.in_features} values, it is given {list(x.shape)}")
                x = activation(linear(x))
        if tuple(x.shape) != expected.shape:
            raise Unusable(f"logits are {list(x.shape)} here and {list(expected.shape)} in {arguments.logits}")
        if not expected.size:
            raise Unusable(f"{arguments.logits}: no values")
    except (Unusable, OSError, KeyError, ValueError) as error:
        print(f"check_weights: {error}", file=sys.stderr)
        return 2
    difference = float(np.max(np.abs(x.numpy().astype(np.float64) - expected.astype(np.float64))))
    print(f"max_abs_diff {difference:.3g}")
    # Written this way round so that a NaN fails.
    return 0 if difference <= arguments.tolerance else 1


if __name__ == "__main__":
    sys.exit(main())
