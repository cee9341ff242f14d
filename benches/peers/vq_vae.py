#!/usr/bin/python3
"""A plain PyTorch training loop of the VQ-VAE of the paper's reference library, written by hand as a good user would; a peer of `./bench train`.

Encoder: convolutions 4x4 stride 2 to h/2, 4x4 stride 2 to h, 3x3 to h, each with ReLU, two residual blocks ReLU - 3x3 (32) - ReLU - 1x1 (h)
and a ReLU; a 1x1 convolution to 64 numbers a position, quantised to the nearest of 512 codes (gradient codebook, straight through, distances
by one matrix product); decoder: 3x3 to h, the same residual stack, transposed convolutions 4x4 stride 2 to h/2, ReLU, and to the channels of
the image. h = 128. Loss: squared error over the variance of the data, plus codebook and 0.25 x commitment term, all as means. Adam 3e-4,
foreach or fused; --compile puts model and loss through torch.compile.
The images are one float tensor in memory, each batch gathered by a slice of a permutation; nothing is read back from the device in the loop.

    /usr/bin/python3 benches/peers/vq_vae.py --threads 2 [--data train.npy] [--shape 3,32,32] [--channels-last] [--adam fused] [--compile]

--data is a float32 array [N, C, H, W]; without it 10,000 random images of --shape are used. --channels-last keeps model and images in that
memory format, which is a line more each and not what a plain loop has. The process is driven over stdin and stdout as vae_mlp.py is:

    (start)                  ready {"torch": ..., "threads": ..., "channels_last": ..., "proc_bind": ...}
    run <batch> <steps>      {"ms_per_step": ..., "loss": ...}
    profile <batch> <steps>  {"ms": {operator: ms per step, ...}}     the twelve that take longest, of their own time
    quit                     (ends; so does the end of stdin)
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

HIDDEN, RESIDUAL, SIZE, CODES, COMMITMENT = 128, 32, 64, 512, 0.25
WARM_UP = 5


class Residual(nn.Module):
    def __init__(self, channels, inner):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, inner, 3, padding=1)
        self.conv2 = nn.Conv2d(inner, channels, 1)

    def forward(self, x):
        return x + self.conv2(F.relu(self.conv1(F.relu(x))))


def stack():
    return nn.Sequential(Residual(HIDDEN, RESIDUAL), Residual(HIDDEN, RESIDUAL), nn.ReLU(inplace=True))


class VqVae(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(channels, HIDDEN // 2, 4, stride=2, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(HIDDEN // 2, HIDDEN, 4, stride=2, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(HIDDEN, HIDDEN, 3, padding=1), nn.ReLU(inplace=True),
            stack(), nn.Conv2d(HIDDEN, SIZE, 1))
        self.codebook = nn.Parameter(torch.empty(CODES, SIZE).uniform_(-(3 / SIZE) ** 0.5, (3 / SIZE) ** 0.5))
        self.decoder = nn.Sequential(
            nn.Conv2d(SIZE, HIDDEN, 3, padding=1), stack(),
            nn.ConvTranspose2d(HIDDEN, HIDDEN // 2, 4, stride=2, padding=1), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(HIDDEN // 2, channels, 4, stride=2, padding=1))

    def quantise(self, z):
        """Vectors [N, D] to codes' vectors with the gradient of z, and the two terms of the codebook."""
        with torch.no_grad():
            # |z - e|^2 without |z|^2, which is the same for all codes.
            scores = torch.addmm(self.codebook.square().sum(1), z, self.codebook.t(), alpha=-2)
            codes = scores.argmin(1)
        q = F.embedding(codes, self.codebook)
        terms = F.mse_loss(q, z.detach()) + COMMITMENT * F.mse_loss(z, q.detach())
        return z + (q - z).detach(), terms

    def forward(self, x):
        z = self.encoder(x).permute(0, 2, 3, 1)
        q, terms = self.quantise(z.reshape(-1, SIZE))
        return self.decoder(q.view(z.shape).permute(0, 3, 1, 2)), terms


class Training:
    """One model with its optimizer and its place in the data."""

    def __init__(self, data, batch, arguments):
        self.data, self.batch = data, batch
        model, variance = VqVae(data.shape[1]), data.var().item()
        if arguments.channels_last:
            model = model.to(memory_format=torch.channels_last)

        def loss(x):
            output, terms = model(x)
            return F.mse_loss(output, x) / variance + terms

        self.loss = torch.compile(loss, dynamic=False) if arguments.compile else loss
        self.optimizer = torch.optim.Adam(model.parameters(), lr=3e-4, **{arguments.adam: True})
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
            loss = of(x)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        elapsed = time.perf_counter() - begin
        return 1e3 * elapsed / steps, loss.item()


def load(arguments):
    if arguments.data:
        data = torch.from_numpy(np.ascontiguousarray(np.load(arguments.data, allow_pickle=False), dtype=np.float32))
        if data.dim() != 4 or data.shape[2] % 4 or data.shape[3] % 4:
            raise SystemExit(f"vq_vae: {arguments.data}: shape {list(data.shape)}, not [N, C, H, W] with sides that 4 divides")
    else:
        data = torch.rand(10000, *(int(n) for n in arguments.shape.split(",")))
    data = data - 0.5
    return data.contiguous(memory_format=torch.channels_last) if arguments.channels_last else data


def main():
    parser = argparse.ArgumentParser(description="Plain PyTorch VQ-VAE training loop, driven over stdin.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", help="npy file, float32 [N, C, H, W] in [0, 1]; default: random images")
    parser.add_argument("--shape", default="3,32,32", help="of the random images")
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--adam", choices=["foreach", "fused"], default="foreach")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    data = load(arguments)
    trainings = {}

    def training(batch):
        if batch > len(data):
            raise ValueError(f"batch {batch} of {len(data)} images")
        if batch not in trainings:
            trainings[batch] = Training(data, batch, arguments)
        return trainings[batch]

    def run(batch, steps):
        milliseconds, loss = training(batch).run(steps)
        return {"ms_per_step": milliseconds, "loss": loss}

    def profile(batch, steps):
        with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as record:
            training(batch).run(steps)
        rows = sorted(record.key_averages(), key=lambda row: -row.self_cpu_time_total)[:12]
        return {"ms": {row.key: round(row.self_cpu_time_total / 1e3 / steps, 3) for row in rows}}

    commands = {"run": run, "profile": profile}
    ready = {"torch": torch.__version__, "threads": torch.get_num_threads(), "channels_last": arguments.channels_last,
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
        except (KeyError, ValueError) as failure:
            answer = {"error": f"{line.strip()}: not run <batch> <steps>, profile <batch> <steps> or quit ({failure})"}
        except Exception as failure:  # of whatever kind a PyTorch without the option has
            answer = {"error": " ".join(str(failure).split("\n\n")[0].split())}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
