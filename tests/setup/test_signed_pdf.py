"""Reading pdfsig's report: only a valid signature over the whole document is sound."""

import pytest
from check_signed_pdf import signature_faults

SOUND = """\
Digital Signature Info of: license.pdf
Signature #1:
  - Signer Certificate Common Name: Demo department
  - Signature Type: ETSI.CAdES.detached
  - Signed Ranges: [0 - 1000], [17384 - 20000]
  - Total document signed
  - Signature Validation: Signature is Valid.
"""


def test_signature_faults_sound_file_has_none():
    assert signature_faults(SOUND) == []


def test_signature_faults_two_signatures_the_last_over_everything_is_sound():
    assert signature_faults(SOUND.replace("Total document signed", "Not total document signed") + SOUND) == []


@pytest.mark.parametrize(
    "report",
    [
        "File 'licence.pdf' does not contain any signatures\n",
        "",
        SOUND.replace("Signature is Valid.", "Digest Mismatch."),
        SOUND.replace("Total document signed", "Not total document signed"),
        SOUND + SOUND.replace("Signature is Valid.", "Signature is Invalid."),
        SOUND.replace("  - Signature Validation: Signature is Valid.\n", ""),
    ],
)
def test_signature_faults_anything_less_is_named(report):
    assert signature_faults(report)
