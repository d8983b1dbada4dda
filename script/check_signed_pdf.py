"""Whether a signed PDF is whole, by the word of programs that are not ours: pdfsig (Poppler) and qpdf."""

import os
import subprocess
import sys
from pathlib import Path

from setup_report import Problem, problems_as_sentences


def signature_faults(report: str) -> list[str]:
    """What pdfsig's report (English, from `pdfsig -nocert`) leaves to be desired; empty for a sound file.

    Every signature has to be valid; the last one has to cover the whole document.
    """
    lines = [line.strip().removeprefix("- ") for line in report.splitlines()]
    verdicts = [line for line in lines if line.startswith("Signature Validation:")]
    coverage = [line for line in lines if line.lower().endswith("total document signed")]
    if not verdicts:
        return ["no signature"]
    faults = [verdict.rstrip(".") for verdict in verdicts if not verdict.endswith(": Signature is Valid.")]
    if not coverage or coverage[-1].lower() != "total document signed":
        faults.append("the last signature does not cover the whole document")
    return faults


def output_of(*command: str | Path) -> tuple[int, str]:
    """Exit status and output of a command, in English."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    return done.returncode, done.stdout


def main(pdf: Path) -> None:
    if not pdf.is_file():
        raise Problem(f"There is no file {pdf}.")
    # The demo's own root is nobody's trust anchor: pdfsig is asked about the signature, not about the issuer.
    _, report = output_of("pdfsig", "-nocert", pdf)
    print(report.strip())
    if faults := signature_faults(report):
        raise Problem(f"The signature of {pdf} is not sound: {'; '.join(faults)}.")
    code, report = output_of("qpdf", "--check", pdf)
    print(report.strip())
    if code:
        raise Problem(f"qpdf finds faults in {pdf}; they stand above.")
    print(f"PDF: {pdf}")


if __name__ == "__main__":
    with problems_as_sentences():
        main(Path(sys.argv[1]))
