#!/bin/sh
# Prepares this checkout, one line a step: system packages, virtual environment and, for `run`, the
# database with the demo university. Repeating it is quick and harmless.
# Usage: deploy/bootstrap.sh run | test | fonts
set -eu
cd "$(dirname "$0")/.."

venv=.venv
python=$venv/bin/python

# The functions that name packages print words to be split.
# shellcheck disable=SC2046
main() {
    case "${1:-}" in
        run)
            install_packages $(python_packages) $(paper_packages)
            fetch_fandol
            make_venv
            install_dependencies "pg,redis"
            prepare_database
            ;;
        test)
            install_packages $(python_packages) $(paper_packages) $(test_packages)
            fetch_fandol
            make_venv
            install_dependencies "pg,redis,test"
            ;;
        fonts)
            install_packages $(paper_packages)
            fetch_fandol
            ;;
        *) fail "Usage: deploy/bootstrap.sh run | test | fonts" ;;
    esac
}

# ---- System packages -------------------------------------------------------------------------

# Names of the packages without which there can be no virtual environment.
python_packages() {
    if venv_works; then
        return
    elif ! base=$(system_python); then
        echo python3 python3-venv
    elif ! "$base" -c 'import ensurepip' 2>/dev/null; then
        "$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
}

# Names of the missing packages that print: the libraries of the renderer, and fonts with every rare name.
paper_packages() {
    has fc-list || echo fontconfig
    has_library libpango-1.0.so.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    exists /usr/share/fonts/opentype/noto/NotoSerifCJK* || echo fonts-noto-cjk
    exists /usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf || echo fonts-lxgw-wenkai
}

# Names of the missing packages that only tests need.
test_packages() {
    has chromium || echo chromium
    has initdb || exists /usr/lib/postgresql/*/bin/initdb || echo postgresql
    has redis-server || echo redis-server
}

# Installs the named packages, or says how to. What cannot go on without them fails by itself later.
install_packages() {
    [ $# -gt 0 ] || return 0
    if ! root=$(root_prefix); then
        say "These system packages are missing: $*. To install them:"
        say "    sudo apt-get install --yes --no-install-recommends $*"
        return 0
    fi
    say "Installing system packages: $* (once; may take some minutes)"
    case " $* " in *" postgresql "*) forbid_default_cluster ;; esac
    apt update || say "The package lists could not be refreshed; trying with the old ones."
    apt install --yes --no-install-recommends "$@" || say "Not everything could be installed, see above."
}

# The command prefix that gives root's rights without a question, if there is one.
root_prefix() {
    has apt-get || return 1
    if [ "$(id -u)" -eq 0 ]; then
        echo env
    elif has sudo && sudo -n true 2>/dev/null; then
        echo sudo -n env
    else
        return 1
    fi
}

# $root is one or more words: a command prefix.
apt() {
    # shellcheck disable=SC2086
    retry quietly $root DEBIAN_FRONTEND=noninteractive apt-get \
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@"
}

# The tests start PostgreSQL clusters of their own; Debian need not create and start one beside them.
# A machine that already has this file has its owner's decision.
forbid_default_cluster() {
    configuration=/etc/postgresql-common/createcluster.conf
    [ -e $configuration ] && return
    # shellcheck disable=SC2086
    $root sh -c "mkdir -p ${configuration%/*} && echo 'create_main_cluster = false' > $configuration"
}

# ---- Fonts -----------------------------------------------------------------------------------

fandol_package=texlive-lang-chinese
fandol_folder=./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol

# The free 仿宋 and 小标宋 (Fandol, GPL with font exception) are one folder of a TeX package: taken out of it into
# the fonts of the instance, because the package would bring all of TeX. Needs no rights; without them Noto stands in.
fetch_fandol() {
    fonts=${UNIONWEB_INSTANCE:-instance}/fonts
    exists "$fonts/FandolFang-Regular.otf" && exists "$fonts/FandolSong-Bold.otf" && return
    exists /usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf && fandol_from_tex && return
    say "Fetching the Fandol fonts into $fonts (once; 49 MB)"
    draft=$(mktemp -d)
    if has apt-get && has dpkg-deb && (cd "$draft" && retry quietly apt-get download "$fandol_package"); then
        dpkg-deb --fsys-tarfile "$draft"/*.deb | tar -x -C "$draft" --wildcards "$fandol_folder/Fandol[FS]*.otf"
        keep_fandol "$draft/$fandol_folder"
    else
        say "The fonts for 仿宋 and 小标宋 are missing; Noto stands in for them. To get them, with the network:"
        say "    sudo apt-get update && deploy/bootstrap.sh fonts"
    fi
    rm -rf "$draft"
}

fandol_from_tex() {
    keep_fandol "/${fandol_folder#./}"
}

keep_fandol() {
    mkdir -p "$fonts"
    cp "$1"/FandolFang-Regular.otf "$1"/FandolSong-*.otf "$fonts"
}

# ---- Python ----------------------------------------------------------------------------------

system_python() {
    for candidate in python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# A checkout that was moved or a Python that was upgraded leaves an environment that only looks whole.
venv_works() {
    "$python" -m pip --version >/dev/null 2>&1
}

make_venv() {
    venv_works && return
    base=$(system_python) || fail "unionweb needs Python 3.11 or newer."
    say "Creating the virtual environment in $venv with $("$base" --version)"
    if "$base" -c 'import ensurepip' 2>/dev/null; then
        "$base" -m venv --clear $venv
    elif "$base" -m pip --version >/dev/null 2>&1; then
        # Debian keeps ensurepip in a package of its own; the system's pip can stand in for it.
        "$base" -m venv --clear --without-pip $venv
        quietly "$base" -m pip --python "$python" install pip
    fi
    venv_works || fail "No virtual environment without the system packages named above."
}

# The stamp says which extras are installed, and for which folder: an editable installation points to
# the place of the checkout.
install_dependencies() {
    stamp=$venv/installed
    if [ -n "$(find $stamp -newer pyproject.toml 2>/dev/null)" ]; then
        # A longer list of extras covers a shorter one.
        case $(cat $stamp) in "$PWD:$1"*) return ;; esac
    fi
    say "Installing Python packages: unionweb[$1] (once; may take a minute)"
    retry quietly "$python" -m pip install --no-input --disable-pip-version-check --editable ".[$1]" ||
        fail "The Python packages could not be installed, see above."
    echo "$PWD:$1" > $stamp
}

# ---- Database --------------------------------------------------------------------------------

prepare_database() {
    say "Bringing the database up to date"
    "$python" -m flask --app wsgi db upgrade
    say "Loading the demo university, if the database is empty"
    "$python" -m flask --app wsgi demo --if-empty
}

# ---- Helpers ---------------------------------------------------------------------------------

say() { printf '==> %s\n' "$*"; }

fail() {
    printf '==> %s\n' "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Whether the first name exists: a pattern without a match stays as it is written.
exists() { [ -e "$1" ]; }

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

# Three attempts: package servers have bad moments.
retry() {
    "$@" || { sleep 3 && "$@"; } || { sleep 15 && "$@"; }
}

# Shows the output of a command only if it fails.
quietly() {
    output=$(mktemp)
    if "$@" >"$output" 2>&1; then
        rm -f "$output"
    else
        cat "$output" >&2
        rm -f "$output"
        return 1
    fi
}

main "$@"
