#!/usr/bin/python3
"""A plain PyTorch training loop of the VAE 784-200-200-50, written by hand as a good user would; the peer of `./bench train`.

tanh, separate linear heads for mean and log-variance, Bernoulli likelihood on logits, analytic KL, nats per image; the
grey images as one float tensor in memory, each batch gathered by a slice of a permutation and binarised afresh; foreach
or fused Adam; nothing read back from the device inside the loop. --compile puts model and loss through torch.compile.

    /usr/bin/python3 benches/peers/vae_mlp.py --threads 2 [--data train.npy] [--no-binarise] [--adam fused] [--compile]

--data is a float32 array [N, 784] with values in [0, 1]; without it 60,000 synthetic images are used. The process is
driven over stdin and stdout, one JSON line for each line read, so that its runs can be interleaved with others:

    (start)                  ready {"torch": ..., "threads": ..., "blas": ..., "proc_bind": ...}
    run <batch> <steps>      {"ms_per_step": ..., "loss": ...}    loss in nats per image, of the last step
    matmuls <batch> <reps>   {"ms": ..., "gflops": ...}           per step: forward, dX (not of the first layer), dW
    quit                     (ends; so does the end of stdin)

Each batch size has its own model, warmed up before its first timed step. What this PyTorch cannot do is the answer to the
first `run`: {"error": ...}.

`ready` also says what OMP_PROC_BIND was set to: compare only processes that were started alike. With two threads the
rates of a virtual machine come in two levels, 1.6 apart, for seconds to minutes at a time (measured: a cache
line takes 125 ns or 420 ns between the two cores, as the host happens to place them): interleave short runs.
"""
import argparse
import json
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

PIXELS, HIDDEN, LATENT = 784, 200, 50
WARM_UP = 30

# (in, out) of every matrix product of the forward pass, in order.
LAYERS = [(PIXELS, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, LATENT), (HIDDEN, LATENT),
          (LATENT, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, PIXELS)]


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(PIXELS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN), nn.Tanh())
        self.mu = nn.Linear(HIDDEN, LATENT)
        self.log_var = nn.Linear(HIDDEN, LATENT)
        self.decoder = nn.Sequential(nn.Linear(LATENT, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN), nn.Tanh(),
                                     nn.Linear(HIDDEN, PIXELS))
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def forward(self, x):
        h = self.encoder(x)
        mu, log_var = self.mu(h), self.log_var(h)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        return self.decoder(z), mu, log_var


def negative_elbo(logits, mu, log_var, x):
    """Nats per image, averaged over the batch."""
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return (reconstruction + kl) / x.shape[0]


class Training:
    """One model with its optimizer and its place in the data."""

    def __init__(self, data, batch, binarise, adam, compiled):
        self.data, self.batch, self.binarise = data, batch, binarise
        model = Vae()
        self.loss = lambda x: negative_elbo(*model(x), x)
        if compiled:
            self.loss = torch.compile(self.loss, dynamic=False)
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, **{adam: True})
        self.order, self.position = torch.randperm(len(data)), 0
        self.run(WARM_UP)

    def run(self, steps):
        """Milliseconds per step and the last loss."""
        data, batch, of, optimizer = self.data, self.batch, self.loss, self.optimizer
        begin = time.perf_counter()
        for _ in range(steps):
            if self.position + batch > len(data):
                self.order, self.position = torch.randperm(len(data)), 0
            x = data.index_select(0, self.order[self.position:self.position + batch])
            self.position += batch
            if self.binarise:
                x = torch.bernoulli(x)
            loss = of(x)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        elapsed = time.perf_counter() - begin
        return 1e3 * elapsed / steps, loss.item()


class MatrixProducts:
    """Exactly the products of one step, in the layouts that autograd uses, into outputs allocated once."""

    def __init__(self, batch):
        self.products, self.flops = [], 0

        def add(a, b):
            self.products.append((a, b, torch.empty(a.shape[0], b.shape[1])))
            self.flops += 2 * a.shape[0] * a.shape[1] * b.shape[1]

        operands = [(torch.randn(batch, i), torch.randn(o, i), torch.randn(batch, o)) for i, o in LAYERS]
        for x, w, _ in operands:
            add(x, w.t())
        for layer in reversed(range(len(LAYERS))):
            x, w, dy = operands[layer]
            if layer > 0:
                add(dy, w)
            add(dy.t(), x)
        self.run(WARM_UP)

    def run(self, reps):
        """Milliseconds for the products of one step."""
        mm, products = torch.mm, self.products
        begin = time.perf_counter()
        for _ in range(reps):
            for a, b, out in products:
                mm(a, b, out=out)
        return 1e3 * (time.perf_counter() - begin) / reps


def loaded_blas():
    """The BLAS library that this process has mapped, links followed."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = {line.split()[-1] for line in maps if "/" in line}
    except OSError:
        return "unknown"
    names = [p for p in sorted(paths) if any(k in os.path.basename(p) for k in ("blas", "blis", "mkl_rt", "mkl_core"))]
    return " ".join(names) or "unknown"


def load(path):
    if path:
        data = torch.from_numpy(np.ascontiguousarray(np.load(path, allow_pickle=False), dtype=np.float32))
        if data.dim() != 2 or data.shape[1] != PIXELS:
            raise SystemExit(f"vae_mlp: {path}: shape {list(data.shape)}, not [N, {PIXELS}]")
        if not 0 <= data.min() <= data.max() <= 1:
            raise SystemExit(f"vae_mlp: {path}: values in [{data.min():g}, {data.max():g}], not in [0, 1]")
        return data
    # About a fifth of the pixels lit, as in MNIST.
    return torch.rand(60000, PIXELS).sub_(0.8).clamp_(min=0).mul_(5)


def main():
    parser = argparse.ArgumentParser(description="Plain PyTorch VAE training loop, driven over stdin.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", help="npy file, float32 [N, 784] in [0, 1]; default: synthetic images")
    parser.add_argument("--binarise", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--adam", choices=["foreach", "fused"], default="foreach")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    data = load(arguments.data)
    trainings, products = {}, {}

    def run(batch, steps):
        if batch not in trainings:
            if batch > len(data):
                return {"error": f"batch {batch} of {len(data)} images"}
            trainings[batch] = Training(data, batch, arguments.binarise, arguments.adam, arguments.compile)
        milliseconds, loss = trainings[batch].run(steps)
        return {"ms_per_step": milliseconds, "loss": loss}

    def matmuls(batch, reps):
        if batch not in products:
            products[batch] = MatrixProducts(batch)
        milliseconds = products[batch].run(reps)
        return {"ms": milliseconds, "gflops": products[batch].flops / milliseconds / 1e6}

    commands = {"run": run, "matmuls": matmuls}
    ready = {"torch": torch.__version__, "threads": torch.get_num_threads(), "blas": loaded_blas(),
             "proc_bind": os.environ.get("OMP_PROC_BIND", "unset")}
    print("ready", json.dumps(ready), flush=True)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words == ["quit"]:
            break
        try:
            first, second = (int(word) for word in words[1:])
            if first < 1 or second < 1:
                raise ValueError("two positive numbers expected")
            answer = commands[words[0]](first, second)
        except (KeyError, ValueError):
            answer = {"error": f"{line.strip()}: not run <batch> <steps>, matmuls <batch> <reps> or quit"}
        except Exception as failure:  # of whatever kind a PyTorch without the option has
            answer = {"error": " ".join(str(failure).split("\n\n")[0].split())}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
