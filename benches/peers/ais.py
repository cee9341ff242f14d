#!/usr/bin/python3
"""Annealed importance sampling with Hamiltonian moves in plain PyTorch, written by hand as a good user would; the peer of `./bench ais`.

A Bernoulli decoder 50-200-200-784 with tanh, 16 chains of each image, all in one batch; 10 leapfrog steps for each distribution, unit
mass, one step size for all chains that adapts to an acceptance of 0.65. Weights need no gradient, autograd is asked for that of z alone,
and nothing is read back from the device but the mean acceptance. A trajectory begins with an evaluation at its own temperature.

    /usr/bin/python3 benches/peers/ais.py --threads 2

--chains C takes another number. The process is driven over stdin and stdout, one JSON line for each line read:

    (start)                        ready {"torch": ..., "threads": ...}
    run <images> <distributions>   {"ms_per_step": ..., "acceptance": ...}    of one distribution, all images and chains
    quit                           (ends; so does the end of stdin)
"""
import argparse
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

PIXELS, HIDDEN, LATENT = 784, 200, 50
LEAPFROG = 10


class Annealing:
    """Chains of some images on their way from the prior."""

    def __init__(self, images, chains):
        self.decoder = nn.Sequential(nn.Linear(LATENT, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, PIXELS))
        self.decoder.requires_grad_(False)
        self.x = torch.rand(images, PIXELS).gt(0.8).float().expand(chains, images, PIXELS)
        self.z = torch.randn(chains, images, LATENT)
        self.log_weight = torch.zeros(chains, images)
        self.step_size, self.running, self.distribution = 0.1, 0.65, 0
        self.log_likelihood = self.evaluate(self.z, 0.0)[1]

    def evaluate(self, z, beta):
        """log f, log p(x|z) and the gradient of log f in z."""
        z = z.detach().requires_grad_()
        likelihood = -F.binary_cross_entropy_with_logits(self.decoder(z), self.x, reduction="none").sum(-1)
        density = beta * likelihood - 0.5 * z.square().sum(-1)
        gradient, = torch.autograd.grad(density.sum(), z)
        return density.detach(), likelihood.detach(), gradient

    def step(self, change, beta):
        self.log_weight += change * self.log_likelihood
        momentum = torch.randn_like(self.z)
        before, _, gradient = self.evaluate(self.z, beta)
        before = before - 0.5 * momentum.square().sum(-1)
        z, size = self.z, self.step_size
        momentum = momentum + 0.5 * size * gradient
        for k in range(LEAPFROG):
            z = z + size * momentum
            after, likelihood, gradient = self.evaluate(z, beta)
            momentum = momentum + (size if k < LEAPFROG - 1 else 0.5 * size) * gradient
        after = after - 0.5 * momentum.square().sum(-1)
        ratio = (after - before).clamp(max=0).exp()
        accepted = torch.rand_like(ratio) < ratio
        self.z = torch.where(accepted.unsqueeze(-1), z, self.z)
        self.log_likelihood = torch.where(accepted, likelihood, self.log_likelihood)
        self.running = 0.9 * self.running + 0.1 * ratio.mean().item()
        self.step_size = min(max(size * (1.02 if self.running > 0.65 else 0.98), 1e-4), 0.5)

    def run(self, distributions):
        """Milliseconds of one."""
        begin = time.perf_counter()
        for _ in range(distributions):
            self.distribution += 1
            self.step(1e-3, min(1.0, 1e-3 * self.distribution))
        return 1e3 * (time.perf_counter() - begin) / distributions


def main():
    parser = argparse.ArgumentParser(description="Plain PyTorch annealed importance sampling, driven over stdin.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--chains", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    running = {}
    print("ready", json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words == ["quit"]:
            break
        try:
            name, images, distributions = words[0], int(words[1]), int(words[2])
            if name != "run" or len(words) != 3 or images < 1 or distributions < 1:
                raise ValueError
            if images not in running:
                running[images] = Annealing(images, arguments.chains)
            milliseconds = running[images].run(distributions)
            answer = {"ms_per_step": milliseconds, "acceptance": running[images].running}
        except (IndexError, ValueError):
            answer = {"error": f"{line.strip()}: not run <images> <distributions>"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
