#!/usr/bin/python3
"""A plain PyTorch training loop of the sentence VAE, written by hand as a good user would; the peer of `./bench train --case sentence`.

One LSTM of 256 units reads, another writes; word vectors of 256 are shared, the code of 32 is the start of the second LSTM and stands at
each of its inputs; four words in ten are hidden from it, three in ten of its states are dropped; cross-entropy over the words of the
padded batch, analytic KL, nats per sentence, the norm of the gradient clipped to 5. With --buckets batches are of like lengths.

    /usr/bin/python3 benches/peers/sentence.py --threads 2 --data train.npy [--buckets] [--adam fused] [--compile]

--data is an array [N, T] of word numbers, 0 the end of a sentence and the padding behind it. Protocol as in vae_mlp.py:

    (start)                  ready {"torch": ..., "threads": ...}
    run <batch> <steps>      {"ms_per_step": ..., "loss": ...}
    quit                     (ends; so does the end of stdin)
"""
import argparse
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SIZE, LATENT, KEEP, DROPOUT, POOL, WARM_UP = 256, 32, 0.6, 0.3, 50, 5


class SentenceVae(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.words = nn.Embedding(words, SIZE)
        self.reader = nn.LSTM(SIZE, SIZE, batch_first=True)
        self.mu, self.log_var = nn.Linear(SIZE, LATENT), nn.Linear(SIZE, LATENT)
        self.start = nn.Linear(LATENT, 2 * SIZE)
        self.writer = nn.LSTM(SIZE + LATENT, SIZE, batch_first=True)
        self.logits = nn.Linear(SIZE, words)

    def forward(self, x, lengths):
        states, _ = self.reader(self.words(x))
        last = states.gather(1, (lengths - 1).view(-1, 1, 1).expand(-1, 1, SIZE)).squeeze(1)
        mu, log_var = self.mu(last), self.log_var(last)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        read = torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], 1)
        kept = torch.rand(read.shape) < KEEP
        kept[:, 0] = True
        read = torch.where(kept, read, torch.ones_like(read))
        inputs = torch.cat([self.words(read), z.unsqueeze(1).expand(-1, x.shape[1], -1)], -1)
        h, c = self.start(z).chunk(2, -1)
        states, _ = self.writer(inputs, (h.tanh().unsqueeze(0).contiguous(), c.unsqueeze(0).contiguous()))
        return self.logits(F.dropout(states, DROPOUT)), mu, log_var


def negative_elbo(logits, mu, log_var, x, lengths):
    """Nats per sentence, averaged over the batch."""
    targets = torch.where(torch.arange(x.shape[1]) < lengths.unsqueeze(1), x, torch.full_like(x, -100))
    reconstruction = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
    kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return (reconstruction + kl) / x.shape[0]


class Training:
    def __init__(self, data, batch, adam, compiled, buckets):
        self.data, self.batch, self.buckets = data, batch, buckets
        self.lengths = ((data != 0).sum(1) + 1).clamp(max=data.shape[1])
        self.model = SentenceVae(int(data.max()) + 1)
        self.loss = lambda x, lengths: negative_elbo(*self.model(x, lengths), x, lengths)
        if compiled:
            self.loss = torch.compile(self.loss)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, **{adam: True})
        self.batches, self.position = [], 0
        self.run(WARM_UP)

    def shuffle(self):
        whole = len(self.data) // self.batch * self.batch
        order = torch.randperm(len(self.data))[:whole]
        if self.buckets:
            order = torch.cat([pool[self.lengths[pool].argsort()] for pool in order.split(POOL * self.batch)])
        batches = list(order.split(self.batch))
        self.batches, self.position = [batches[i] for i in torch.randperm(len(batches))], 0

    def run(self, steps):
        """Milliseconds per step and the last loss."""
        begin = time.perf_counter()
        for _ in range(steps):
            if self.position == len(self.batches):
                self.shuffle()
            chosen = self.batches[self.position]
            self.position += 1
            lengths = self.lengths[chosen]
            x = self.data[chosen, :int(lengths.max())]
            loss = self.loss(x, lengths)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
            self.optimizer.step()
        return 1e3 * (time.perf_counter() - begin) / steps, loss.item()


def main():
    parser = argparse.ArgumentParser(description="Plain PyTorch sentence VAE training loop, driven over stdin.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", required=True, help="npy file [N, T] of word numbers")
    parser.add_argument("--buckets", action="store_true")
    parser.add_argument("--adam", choices=["foreach", "fused"], default="foreach")
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    data = torch.from_numpy(np.load(arguments.data, allow_pickle=False).astype(np.int64))
    trainings = {}
    print("ready", json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words == ["quit"]:
            break
        try:
            if words[0] != "run":
                raise ValueError(f"{line.strip()}: not run <batch> <steps> or quit")
            batch, steps = int(words[1]), int(words[2])
            if batch not in trainings:
                trainings[batch] = Training(data, batch, arguments.adam, arguments.compile, arguments.buckets)
            milliseconds, loss = trainings[batch].run(steps)
            answer = {"ms_per_step": milliseconds, "loss": loss}
        except Exception as failure:  # of whatever kind a PyTorch without the option has
            answer = {"error": " ".join(str(failure).split("\n\n")[0].split())}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
