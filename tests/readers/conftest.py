"""What the readers read: the golden files of the awkward site, and the built briefing."""

import functools
import json
import os
import pathlib

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Built:
    """One built site and the content that it was made of."""

    def __init__(self, name, output, content):
        self.name, self.output, self.content = name, output, content

    def bytes(self, path):
        return (self.output / path).read_bytes()

    def text(self, path):
        return self.bytes(path).decode("utf-8")

    def json(self, path):
        return json.loads(self.bytes(path))

    @functools.cached_property
    def site(self):
        return self.json("data/site.json")

    def glob(self, pattern):
        return sorted(self.output.glob(pattern))


SITES = [
    Built("awkward", ROOT / "tests/fixtures/exports-golden", ROOT / "tests/fixtures/exports"),
    Built("briefing", pathlib.Path(os.environ.get("TEST_SITE", ROOT / "target/test-site")), ROOT),
]


@pytest.fixture(params=SITES, ids=lambda site: site.name, scope="session")
def built(request):
    if not request.param.output.is_dir():
        pytest.fail(f"{request.param.output} is not there: build the site first (tests/run does)")
    return request.param
