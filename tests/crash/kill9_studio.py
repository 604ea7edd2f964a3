#!/usr/bin/env python3
"""Kills the studio and its server with SIGKILL at random moments and checks that no staged and no committed edit is lost.

    tests/crash/kill9_studio.py [--build build/dev] [--rounds 100]

Runs the crash suites of the test programs for many rounds; the ordinary suite runs a few of them:
  TestStudioKill    the studio or the server is killed while work is staged and committed all the time
  TestServerCrash   the server is killed in the middle of one commit of batches
  TestStagedCrash   the studio is killed while it stages as fast as it can
  TestPaneKill      the studio is killed with its tabs open, and says after the restart what came back
Exit status 1 when one of them fails.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

SUITES = [("TestStudioKills", "TestStudioKill"), ("TestStudioKills", "TestServerCrash"), ("TestStudioDomain", "TestStagedCrash"),
          ("TestStudioPanes", "TestPaneKill")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/dev", help="build folder with bin/socle and tests/")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", help="one suite")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    failed = 0
    for program, suite in SUITES:
        if options.only and options.only != suite:
            continue
        with tempfile.TemporaryDirectory() as runtime:
            environment = dict(os.environ, SOCLE_CRASH_ROUNDS=str(options.rounds), SOCLE_BIN=f"{build}/bin",
                               QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=runtime,
                               QTEST_FUNCTION_TIMEOUT=str(24 * 60 * 60 * 1000))
            start = time.monotonic()
            run = subprocess.run([f"{build}/tests/{program}", suite], env=environment, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, check=False)
        lines = run.stdout.splitlines()
        rounds = sum(1 for line in lines if re.search(r"\bround \d+:", line))
        print(f"{suite}: {rounds} rounds in {time.monotonic() - start:.0f} s, {'ok' if run.returncode == 0 else 'FAILED'}")
        for line in lines:
            if line.startswith(("FAIL!", "   Loc:", "QFATAL")) or "rounds," in line:
                print("  " + line)
        if run.returncode != 0 or rounds < options.rounds:
            failed += 1
            print("\n".join(lines[-30:]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
