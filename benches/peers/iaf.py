#!/usr/bin/python3
"""A plain PyTorch training loop of the VAE with inverse autoregressive flow, written by hand as a good user would; the peer of `./bench train --case iaf`.

Residual nets of weight-normalised convolutions, 16, 32 and 32 maps with a fully connected layer of 450 inside of them, ELU; a code of 32 whose
posterior is two gated autoregressive steps, each a masked network of two hidden layers of 320 that is told those 450, the order reversed in
between; Bernoulli likelihood on logits, log q - log p of the draw, nats per image; Adamax; images binarised afresh for every step.

    /usr/bin/python3 benches/peers/iaf.py --threads 2 --data train.npy [--adam fused] [--compile]

--data is a float32 array [N, 784] with values in [0, 1]. Protocol as in vae_mlp.py:

    (start)                  ready {"torch": ..., "threads": ...}
    run <batch> <steps>      {"ms_per_step": ..., "loss": ...}
    quit                     (ends; so does the end of stdin)
"""
import argparse
import json
import math
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import weight_norm

PIXELS, WIDTH, LATENT, HIDDEN, STEPS, WARM_UP = 784, 450, 32, 320, 2, 5


class Block(nn.Module):
    """x + 0.1 conv(ELU(conv(ELU(x)))), as it is, halving or doubling; a convolution of that stride carries x over."""

    def __init__(self, first, second, shortcut=None, axis=0):
        super().__init__()
        self.first, self.second = weight_norm(first), weight_norm(second, dim=axis)
        self.shortcut = nn.Identity() if shortcut is None else weight_norm(shortcut, dim=axis)

    def forward(self, x):
        return self.shortcut(x) + 0.1 * self.second(F.elu(self.first(F.elu(x))))


def same(channels):
    return Block(nn.Conv2d(channels, channels, 3, padding=1), nn.Conv2d(channels, channels, 3, padding=1))


def down(inside, outside):
    return Block(nn.Conv2d(inside, outside, 3, 2, 1), nn.Conv2d(outside, outside, 3, padding=1), nn.Conv2d(inside, outside, 3, 2, 1))


def up(inside, outside, rest):
    def enlarge():
        return nn.ConvTranspose2d(inside, outside, 3, 2, 1, rest)

    return Block(nn.Conv2d(inside, inside, 3, padding=1), enlarge(), enlarge(), axis=1)


class Masked(nn.Linear):
    def __init__(self, degrees_in, degrees_out, strict):
        super().__init__(len(degrees_in), len(degrees_out))
        order = degrees_out.unsqueeze(1) > degrees_in if strict else degrees_out.unsqueeze(1) >= degrees_in
        self.register_buffer("mask", order.float())

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


class Made(nn.Module):
    def __init__(self):
        super().__init__()
        inputs = torch.arange(1, LATENT + 1)
        hidden = torch.arange(HIDDEN) * (LATENT - 1) // HIDDEN + 1
        self.first, self.second = Masked(inputs, hidden, False), Masked(hidden, hidden, False)
        self.location, self.scale = Masked(hidden, inputs, True), Masked(hidden, inputs, True)
        self.context = nn.Linear(WIDTH, HIDDEN, bias=False)
        nn.init.constant_(self.scale.bias, 1.5)

    def forward(self, z, h):
        a = F.elu(self.second(F.elu(self.first(z) + self.context(h))))
        return self.location(a), self.scale(a)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(down(1, 16), same(16), down(16, 32), same(32), down(32, 32), nn.ELU(), nn.Flatten(), weight_norm(nn.Linear(512, WIDTH)), nn.ELU())
        self.mu, self.log_var = nn.Linear(WIDTH, LATENT), nn.Linear(WIDTH, LATENT)
        self.steps = nn.ModuleList(Made() for _ in range(STEPS))
        self.inside = nn.Sequential(weight_norm(nn.Linear(LATENT, WIDTH)), nn.ELU(), weight_norm(nn.Linear(WIDTH, 512)))
        self.decoder = nn.Sequential(up(32, 32, 0), same(32), up(32, 16, 1), same(16), up(16, 1, 1))
        self.bias = nn.Parameter(torch.zeros(PIXELS))

    def forward(self, x):
        """-log p(x | z) and log q - log p of the draw, summed over the batch."""
        h = self.encoder(x.view(-1, 1, 28, 28))
        log_var, noise = self.log_var(h), torch.randn(len(x), LATENT)
        z = self.mu(h) + torch.exp(0.5 * log_var) * noise
        log_q = -0.5 * (noise.pow(2) + log_var + math.log(2 * math.pi)).sum()
        for k, step in enumerate(self.steps):
            if k > 0:
                z = z.flip(-1)
            m, s = step(z, h)
            z = m + torch.sigmoid(s) * (z - m)
            log_q = log_q - F.logsigmoid(s).sum()
        log_p = -0.5 * (z.pow(2) + math.log(2 * math.pi)).sum()
        logits = self.decoder(self.inside(z).view(-1, 32, 4, 4)).flatten(1) + self.bias
        return F.binary_cross_entropy_with_logits(logits, x, reduction="sum"), log_q - log_p


class Training:
    """One model with its optimizer and its place in the data."""

    def __init__(self, data, batch, adam, compiled):
        self.data, self.batch = data, batch
        model = Vae()
        self.loss = lambda x: sum(model(x)) / len(x)
        if compiled:
            self.loss = torch.compile(self.loss, dynamic=False)
        kind = {} if torch.__version__.startswith("1.") and adam == "foreach" else {adam: True}
        self.optimizer = torch.optim.Adamax(model.parameters(), lr=0.002, **kind)
        self.order, self.position = torch.randperm(len(data)), 0
        self.run(WARM_UP)

    def run(self, steps):
        """Milliseconds per step and the last loss."""
        begin = time.perf_counter()
        for _ in range(steps):
            if self.position + self.batch > len(self.data):
                self.order, self.position = torch.randperm(len(self.data)), 0
            x = torch.bernoulli(self.data.index_select(0, self.order[self.position:self.position + self.batch]))
            self.position += self.batch
            loss = self.loss(x)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
        return 1e3 * (time.perf_counter() - begin) / steps, loss.item()


def main():
    parser = argparse.ArgumentParser(description="Plain PyTorch training loop of the VAE with inverse autoregressive flow, driven over stdin.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", required=True, help="npy file, float32 [N, 784] in [0, 1]")
    parser.add_argument("--adam", choices=["foreach", "fused"], default="foreach")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    data = torch.from_numpy(np.ascontiguousarray(np.load(arguments.data, allow_pickle=False), dtype=np.float32))
    trainings = {}

    def run(batch, steps):
        if batch not in trainings:
            trainings[batch] = Training(data, batch, arguments.adam, arguments.compile)
        milliseconds, loss = trainings[batch].run(steps)
        return {"ms_per_step": milliseconds, "loss": loss}

    print("ready", json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words == ["quit"]:
            break
        try:
            answer = run(*(int(word) for word in words[1:]))
        except Exception as failure:  # of whatever kind a PyTorch without the option has
            answer = {"error": " ".join(str(failure).split("\n\n")[0].split())}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
