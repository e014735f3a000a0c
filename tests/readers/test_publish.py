"""`publish` against real servers on loopback: a bare git repository, and an S3 server."""

import os
import pathlib
import shutil
import subprocess
import urllib.request

import boto3
import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from conftest import ROOT

BINARY = pathlib.Path(os.environ.get("RAPPORTEUR", ROOT / "target/debug/rapporteur"))
MANIFEST = ".rapporteur-manifest"
SECRET = "a-secret-that-is-never-shown"


def run(*arguments, code=0, env=None):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, env={**os.environ, **(env or {})})
    assert done.returncode == code, done.stderr
    assert SECRET not in done.stderr + done.stdout
    return done.stderr


@pytest.fixture
def site(tmp_path):
    root = tmp_path / "site"
    shutil.copytree(ROOT / "tests/fixtures/exports", root)
    run("build", "--root", root, "--quiet")
    return root


def change(site):
    """One note changes, one goes, one comes."""
    about = site / "content/pages/imprint.md"
    about.write_text(about.read_text() + "\nMore.\n")
    (site / "content/pages/new.md").write_text('+++\ntitle = "New"\n+++\n\nText.\n')
    (site / "content/rounds/rough.md").unlink()
    run("build", "--root", site, "--quiet")


def built(site):
    """What is to be published. What the build was made of concerns the next build alone, and stays behind."""
    public = site / "public"
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}
    lines = files[".rapporteur-manifest"].splitlines(keepends=True)
    assert lines[1].startswith(b"made-of ")
    files[".rapporteur-manifest"] = b"".join(lines[:1] + lines[2:])
    return files


def git(where, *arguments):
    return subprocess.run(["git", "-C", where, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def branch_files(remote, branch="gh-pages"):
    names = git(remote, "ls-tree", "-r", "-z", "--name-only", branch).split("\0")
    return {name: subprocess.run(["git", "-C", remote, "cat-file", "blob", f"{branch}:{name}"], check=True, capture_output=True).stdout for name in names if name}


def test_git(site, tmp_path):
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--bare", "--quiet", remote], check=True)
    assert "would send" in run("publish", f"git:{remote}", "--root", site, "--dry-run")
    assert git(remote, "branch", "--list") == ""
    run("publish", f"git:{remote}", "--root", site)
    wanted = {**built(site), ".nojekyll": b""}
    assert branch_files(remote) == wanted
    assert git(remote, "rev-list", "--count", "gh-pages") == "1"

    first = git(remote, "rev-parse", "gh-pages")
    assert "0 sent, 0 deleted" in run("publish", f"git:{remote}", "--root", site)
    assert git(remote, "rev-parse", "gh-pages") == first

    change(site)
    said = run("publish", f"git:{remote}", "--root", site)
    assert "0 sent" not in said
    assert branch_files(remote) == {**built(site), ".nojekyll": b""}
    assert git(remote, "rev-list", "--count", "gh-pages") == "2"
    assert git(remote, "rev-parse", "gh-pages~1") == first
    assert "rounds/rough/index.html" not in branch_files(remote)


def test_git_keeps_what_others_put_there(site, tmp_path):
    remote, other = tmp_path / "remote.git", tmp_path / "other"
    subprocess.run(["git", "init", "--bare", "--quiet", remote], check=True)
    subprocess.run(["git", "clone", "--quiet", remote, other], check=True, capture_output=True)
    git(other, "config", "user.name", "A")
    git(other, "config", "user.email", "a@example.org")
    git(other, "checkout", "-q", "-b", "gh-pages")
    (other / "CNAME").write_text("briefing.example.org\n")
    git(other, "add", ".")
    git(other, "commit", "-q", "-m", "Domain")
    git(other, "push", "-q", "origin", "gh-pages")
    # By the name of a remote, from the site's own repository.
    git(site, "init", "-q")
    git(site, "remote", "add", "origin", str(remote))
    run("publish", "git", "--root", site)
    assert branch_files(remote)["CNAME"] == b"briefing.example.org\n"
    assert git(remote, "rev-list", "--count", "gh-pages") == "2"
    change(site)
    run("publish", "git", "--root", site)
    assert branch_files(remote)["CNAME"] == b"briefing.example.org\n"
    assert git(site, "status", "--porcelain", "--untracked-files=no") == ""


def test_git_refuses(site, tmp_path):
    assert "lies in no git repository" in run("publish", "git:nowhere", "--root", site, code=2)
    git(site, "init", "-q")
    assert "no git remote" in run("publish", "git:nowhere", "--root", site, code=2)
    assert "failed" in run("publish", f"git:file://{tmp_path}/absent.git", "--root", site, code=2)


def test_folder(site, tmp_path):
    target = tmp_path / "www"
    run("publish", target, "--root", site)
    assert {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()} == built(site)
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*") if path.is_file()}
    assert "0 sent, 0 deleted" in run("publish", target, "--root", site)
    assert before == {path: path.stat().st_mtime_ns for path in target.rglob("*") if path.is_file()}


def test_no_build(tmp_path):
    root = tmp_path / "site"
    shutil.copytree(ROOT / "tests/fixtures/exports", root)
    assert run("publish", tmp_path / "www", "--root", root, code=2)
    assert not (tmp_path / "www").exists()


@pytest.fixture
def s3():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    env = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}
    client = boto3.client("s3", endpoint_url=env["AWS_ENDPOINT_URL"], aws_access_key_id="key", aws_secret_access_key=SECRET, region_name="us-east-1")
    client.create_bucket(Bucket="briefing")
    yield env, client
    # The server's memory is the process's: what this test left must go.
    urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST"))
    server.stop()


def bodies(client, prefix=""):
    found = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="briefing", Prefix=prefix):
        for one in page.get("Contents", []):
            found[one["Key"].removeprefix(prefix)] = client.get_object(Bucket="briefing", Key=one["Key"])["Body"].read()
    return found


def test_s3(site, s3):
    env, client = s3
    client.put_object(Bucket="briefing", Key="somebody-else.txt", Body=b"keep me")
    assert "would send" in run("publish", "s3://briefing", "--root", site, "--dry-run", env=env)
    assert set(bodies(client)) == {"somebody-else.txt"}
    run("publish", "s3://briefing", "--root", site, env=env)
    assert bodies(client) == {**built(site), "somebody-else.txt": b"keep me"}
    page = client.head_object(Bucket="briefing", Key="actors/alpha/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8" and "must-revalidate" in page["CacheControl"]
    assert client.head_object(Bucket="briefing", Key="feed.xml")["ContentType"].startswith("application/atom+xml")
    assert client.head_object(Bucket="briefing", Key="img/карта.png")["ContentType"] == "image/png"

    assert "0 sent, 0 deleted" in run("publish", "s3://briefing", "--root", site, env=env)
    change(site)
    said = run("publish", "s3://briefing", "--root", site, "--dry-run", env=env)
    assert "would delete  rounds/rough/index.html" in said
    assert "would send    img/карта.png" not in said and "would send    pages/new/index.html" in said
    run("publish", "s3://briefing", "--root", site, env=env)
    assert bodies(client) == {**built(site), "somebody-else.txt": b"keep me"}


def test_s3_prefix_and_foreign_objects(site, s3):
    env, client = s3
    client.put_object(Bucket="briefing", Key="a/b/index.html", Body=b"somebody's")
    assert "somebody else" in run("publish", "s3://briefing/a/b", "--root", site, code=2, env=env)
    assert bodies(client) == {"a/b/index.html": b"somebody's"}
    run("publish", "s3://briefing/c", "--root", site, env=env)
    assert bodies(client, "c/") == built(site)


def test_s3_goes_on_after_it_was_killed(site, s3):
    env, client = s3
    run("publish", "s3://briefing", "--root", site, env=env)
    whole = bodies(client)
    change(site)
    # Killed at some moment of the run: what leads to pages is never newer than the pages.
    process = subprocess.Popen([BINARY, "publish", "s3://briefing", "--root", site], env={**os.environ, **env}, stderr=subprocess.DEVNULL)
    try:
        process.wait(0.25)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    half = bodies(client)
    if half["index.html"] != whole["index.html"]:
        assert half["pages/new/index.html"] == built(site)["pages/new/index.html"]
    run("publish", "s3://briefing", "--root", site, env=env)
    assert bodies(client) == built(site)


def test_s3_an_object_that_was_lost_comes_back(site, s3):
    env, client = s3
    run("publish", "s3://briefing", "--root", site, env=env)
    client.delete_object(Bucket="briefing", Key="feed.xml")
    assert "1 sent" in run("publish", "s3://briefing", "--root", site, env=env)
    assert bodies(client) == built(site)


def test_s3_refuses(site, s3):
    env, _ = s3
    assert "cannot" in run("publish", "s3://no-such-bucket", "--root", site, code=2, env=env)
    assert "not the name of a bucket" in run("publish", "s3://X", "--root", site, code=2, env=env)
