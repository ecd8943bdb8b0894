"""PyTorch on the cases that `npm run bench -- --pytorch PYTHON` hands over: the same network, weights and batches.

Usage: python pytorch.py DIR OUT [--device cuda|cpu]

DIR holds, for each case, NAME.json (see cases/export-case.ts) and NAME.bin, its float32 arrays. OUT becomes a JSON object
from case names to {mode: times}: PyTorch eager, its CUDA graphs, torch.compile without and with CUDA graphs. Float32
throughout: TF32 is off, because the losses are compared with ours.
"""

import argparse
import json
import pathlib
import statistics
import sys
import time

import numpy
import torch
from torch import nn

COMPARED_STEPS = 3
WINDOWS = 7
WINDOW_SECONDS = 0.5
MAX_STEPS_PER_WINDOW = 2048


class Net(nn.Module):
    """Convolutions without bias, each with BatchNorm and ReLU; global average pooling; a dense layer."""

    def __init__(self, case):
        super().__init__()
        shapes = {parameter["name"]: parameter["shape"] for parameter in case["parameters"]}
        for convolution in case["convolutions"]:
            outputs, inputs, kernel, _ = shapes[convolution["weight"]]
            name, norm = convolution["weight"].removesuffix(".weight"), convolution["norm"]
            stride = convolution["stride"]
            self.add_module(name, nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False))
            self.add_module(norm, nn.BatchNorm2d(outputs, eps=case["epsilon"]))
        classes, features = shapes["fc.weight"]
        self.fc = nn.Linear(features, classes)
        self.layers = [
            (convolution["weight"].removesuffix(".weight"), convolution["norm"])
            for convolution in case["convolutions"]
        ]

    def forward(self, x):
        for convolution, norm in self.layers:
            x = torch.relu(getattr(self, norm)(getattr(self, convolution)(x)))
        return self.fc(x.mean((2, 3)))


class Case:
    """A case as it was handed over, on the device."""

    def __init__(self, path, device):
        self.description = json.loads(path.read_text())
        self.device = device
        values = torch.from_numpy(numpy.fromfile(path.with_suffix(".bin"), dtype="<f4"))
        position = 0

        def take(shape):
            nonlocal position
            count = int(numpy.prod(shape))
            position += count
            return values[position - count : position].reshape(shape).to(device)

        self.initial = {p["name"]: take(p["shape"]) for p in self.description["parameters"]}
        batch, classes = self.description["imageShape"][0], self.description["classes"]
        self.batches = []
        for _ in range(self.description["batches"]):
            images = take(self.description["imageShape"])
            self.batches.append((images, take([batch, classes]).argmax(1)))
        if position != len(values):
            raise ValueError(f"{path.stem}: {len(values)} numbers were handed over, {position} are needed")

    def training(self):
        """A network with the initial weights and its optimizer, as new."""
        net = Net(self.description).to(self.device).train()
        decays = {p["name"]: p["decays"] for p in self.description["parameters"]}
        groups = {True: [], False: []}
        for name, parameter in net.named_parameters():
            parameter.data.copy_(self.initial[name])
            groups[decays[name]].append(parameter)
        optimizer = torch.optim.SGD(
            [
                {"params": groups[True], "weight_decay": self.description["weightDecay"]},
                {"params": groups[False], "weight_decay": 0.0},
            ],
            lr=self.description["learningRate"],
            momentum=self.description["momentum"],
        )
        return net, optimizer


def update(forward, optimizer, images, labels):
    """One training step. Returns the loss before the update, on the device."""
    optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.cross_entropy(forward(images), labels)
    loss.backward()
    optimizer.step()
    return loss


def eager(case):
    net, optimizer = case.training()
    return lambda images, labels: update(net, optimizer, images, labels)


def compiled(mode):
    def create(case):
        net, optimizer = case.training()
        forward = torch.compile(net, mode=mode)
        return lambda images, labels: update(forward, optimizer, images, labels)

    return create


def cuda_graphs(case):
    """The whole step captured once and replayed, as PyTorch's notes on CUDA graphs describe it."""
    net, optimizer = case.training()
    images, labels = (tensor.clone() for tensor in case.batches[0])
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            update(net, optimizer, images, labels)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    optimizer.zero_grad(set_to_none=True)
    with torch.cuda.graph(graph):
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    # Warming up trained the network: back to the start. A zero momentum buffer is as good as none.
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            parameter.copy_(case.initial[name])
            optimizer.state[parameter]["momentum_buffer"].zero_()

    def step(next_images, next_labels):
        images.copy_(next_images)
        labels.copy_(next_labels)
        graph.replay()
        return loss

    return step


def modes(device):
    named = {"PyTorch eager": eager, "PyTorch compile": compiled("default")}
    if device.type == "cuda":
        named["PyTorch compile, reduce-overhead"] = compiled("reduce-overhead")
        named["PyTorch CUDA graphs"] = cuda_graphs
    return named


class Timing:
    """A mode on a case: its first losses, then windows of steps with nothing read in between."""

    def __init__(self, create, case):
        self.case = case
        self.step = create(case)
        self.done = 0
        self.losses = [self.train(1) for _ in range(COMPARED_STEPS)]
        self.train(5)
        begin = time.perf_counter()
        self.train(5)
        seconds = (time.perf_counter() - begin) / 5
        self.steps = min(MAX_STEPS_PER_WINDOW, max(1, round(WINDOW_SECONDS / seconds)))
        self.samples = []

    def train(self, count):
        for _ in range(count):
            loss = self.step(*self.case.batches[self.done % len(self.case.batches)])
            self.done += 1
        # Reading waits for the loss; the update behind it must be done too.
        value = loss.item()
        if self.case.device.type == "cuda":
            torch.cuda.synchronize()
        return value

    def window(self):
        begin = time.perf_counter()
        self.train(self.steps)
        self.samples.append((time.perf_counter() - begin) / self.steps * 1e3)

    def result(self):
        return {
            "median": statistics.median(self.samples),
            "least": min(self.samples),
            "most": max(self.samples),
            "count": len(self.samples),
            "steps_per_window": self.steps,
            "first_losses": self.losses,
        }


def measure(path, device):
    case = Case(path, device)
    timings = {}
    for name, create in modes(device).items():
        try:
            timings[name] = Timing(create, case)
        except Exception as error:  # A missing compiler must not cost the other modes.
            print(f"{path.stem}: {name} does not run: {error}", file=sys.stderr)
    for _ in range(WINDOWS):
        for timing in timings.values():
            timing.window()
    return {name: timing.result() for name, timing in timings.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    device = torch.device(arguments.device)
    adapter = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
    cases = {}
    for path in sorted(arguments.folder.glob("*.json")):
        print(f"PyTorch {torch.__version__} on {adapter}: {path.stem}", file=sys.stderr)
        cases[path.stem] = measure(path, device)
    arguments.out.write_text(json.dumps({"adapter": adapter, "version": torch.__version__, "cases": cases}))


if __name__ == "__main__":
    main()
