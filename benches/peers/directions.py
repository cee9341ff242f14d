#!/usr/bin/python3
"""Draws of von Mises-Fisher distributions in plain PyTorch, vectorised over the batch; the peer of `./bench directions`.

Wood's rejection sampler in rounds over the draws that are left, in float64 as large concentrations need, with PyTorch's own beta distribution for the proposals; then a tangent of
normal draws and a Householder reflection in float32. Nothing is differentiated.

    /usr/bin/python3 benches/peers/directions.py --threads 2

The process is driven over stdin and stdout, one JSON line for each line read:

    (start)                            ready {"torch": ..., "threads": ...}
    run <draws> <coordinates> <kappa>  {"ms": ..., "mean_cosine": ...}
    quit                               (ends; so does the end of stdin)
"""
import argparse
import json
import sys
import time

import torch


def cosines(kappa, m):
    """w of each draw, float64."""
    n = m - 1
    c = torch.sqrt(4 * kappa**2 + n**2)
    b = n / (2 * kappa + c)
    a = (n + 2 * kappa + c) / 4
    d = 4 * a * b / (1 + b) - n * torch.log(torch.tensor(float(n)))
    w = torch.empty_like(kappa)
    left = torch.arange(kappa.numel())
    beta = torch.distributions.Beta(torch.tensor(n / 2, dtype=torch.float64), torch.tensor(n / 2, dtype=torch.float64))
    while left.numel():
        eps = beta.sample(left.shape)
        bottom = 1 - (1 - b[left]) * eps
        t = 2 * a[left] * b[left] / bottom
        accepted = n * t.log() - t + d[left] >= torch.rand_like(t).log()
        w[left] = (1 - (1 + b[left]) * eps) / bottom
        left = left[~accepted]
    return w


def draw(mu, kappa):
    w = cosines(kappa, mu.shape[-1]).unsqueeze(-1)
    v = torch.randn(mu.shape[0], mu.shape[1] - 1)
    v = v / v.norm(dim=-1, keepdim=True)
    z = torch.cat([w.float(), (1 - w**2).clamp(min=1e-10).sqrt().float() * v], -1)
    u = -mu
    u[:, 0] += 1
    u = u / u.norm(dim=-1, keepdim=True)
    return z - 2 * u * (u * z).sum(-1, keepdim=True), w


def main():
    parser = argparse.ArgumentParser(description="Plain PyTorch von Mises-Fisher draws, driven over stdin.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    print("ready", json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words == ["quit"]:
            break
        try:
            count, m, kappa = int(words[1]), int(words[2]), float(words[3])
            if words[0] != "run" or len(words) != 4 or count < 1 or m < 2:
                raise ValueError
            with torch.no_grad():
                mu = torch.nn.functional.normalize(torch.randn(count, m), dim=-1)
                concentrations = torch.full((count,), kappa, dtype=torch.float64)
                begin = time.perf_counter()
                _, w = draw(mu, concentrations)
                answer = {"ms": 1e3 * (time.perf_counter() - begin), "mean_cosine": w.mean().item()}
        except (IndexError, ValueError):
            answer = {"error": f"{line.strip()}: not run <draws> <coordinates> <kappa>"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
