#!/usr/bin/env python3
"""Lets a monkey loose on the studio: random actions from a seed, several rounds, each on a fresh project.

    tests/crash/monkey.py [--build build/dev] [--actions 10000] [--rounds 1] [--seed 1]

Round N plays seed + N. The suite TestMonkey says what must hold; a crash, a raw error text or a lost staged edit ends the round
with its seed. Exit status 1 when one round fails.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/dev", help="build folder with bin/socle and tests/")
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    failed = 0
    for seed in range(options.seed, options.seed + options.rounds):
        with tempfile.TemporaryDirectory() as runtime:
            environment = dict(os.environ, SOCLE_MONKEY_ACTIONS=str(options.actions), SOCLE_MONKEY_SEED=str(seed),
                               SOCLE_BIN=os.environ.get("SOCLE_BIN", f"{build}/bin"), QT_QPA_PLATFORM="offscreen",
                               XDG_RUNTIME_DIR=runtime, QTEST_FUNCTION_TIMEOUT=str(24 * 60 * 60 * 1000))
            start = time.monotonic()
            run = subprocess.run([f"{build}/tests/TestStudioWalks", "TestMonkey"], env=environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
                                 cwd=runtime)  # it saves files under names of its own
        lines = run.stdout.splitlines()
        print(f"seed {seed}: {time.monotonic() - start:.0f} s, {'ok' if run.returncode == 0 else f'FAILED ({run.returncode})'}")
        for line in lines:
            if " actions, longest turn" in line:
                print("  " + line)
        if run.returncode != 0:
            failed += 1
            print("\n".join(lines[-25:]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
