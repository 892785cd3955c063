# Sourced by the scripts beside it: goes to the project's folder and gives the functions that set it up.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
cd -- "$ROOT"
PYTHON=$ROOT/.venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m%s\033[0m\n' "$*"; }
complain() { printf '%s\n' "$@" >&2; }

# System packages.

has_library() { PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -F "$1 " >/dev/null; }

# Liberation before 2.0 has no Vietnamese letters; Debian 12 still calls that one fonts-liberation.
has_paper_font() {
    compgen -G '/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf' >/dev/null && return
    local version
    version=$(dpkg-query -W -f '${Version}' fonts-liberation 2>/dev/null) || return 1
    dpkg --compare-versions "$version" ge 1:2
}

has_browser() { [ -n "$(type -P chromium chromium-browser google-chrome)" ]; }

# LibreOffice with Writer: soffice alone may have come with Calc.
has_writer() {
    local soffice
    soffice=$(command -v soffice) && [ -e "$(dirname -- "$(readlink -f -- "$soffice")")/libswlo.so" ]
}

# The Debian packages that are missing, one a line. $1: python, documents, browser or office.
missing() {
    case $1 in
    python)
        python=$(interpreter) || python=python3
        "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
        ;;
    documents)
        has_library libpango-1.0.so.0 || echo libpango-1.0-0
        has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
        has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
        has_paper_font || echo fonts-liberation2
        ;;
    browser) has_browser || echo chromium ;;
    office) has_writer || echo libreoffice-writer-nogui ;;
    esac
}

# Installs through apt as root or with a password-less sudo; false where neither is possible.
apt_install() {
    local sudo=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        sudo=(sudo -n)
    fi
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
    "${apt[@]}" install --no-install-recommends "$@" </dev/null >/dev/null 2>&1 && return
    "${apt[@]}" update </dev/null >/dev/null && "${apt[@]}" install --no-install-recommends "$@" </dev/null
}

# Makes sure of the packages of a group ($1: see `missing`); says what to do and returns false where it cannot.
system_packages() {
    local packages
    mapfile -t packages < <(missing "$1")
    [ ${#packages[@]} = 0 ] && return
    say "Cài gói hệ thống: ${packages[*]} …"
    apt_install "${packages[@]}" || true
    mapfile -t packages < <(missing "$1")
    [ ${#packages[@]} = 0 ] && return
    complain "Máy còn thiếu gói hệ thống. Nhờ người quản trị chạy lệnh sau rồi chạy lại:" \
        "System packages are missing. Please run this as an administrator, then start again:" \
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages[*]}"
    return 1
}

# Python.

# The system's own first: it is kept up to date with the system, and pages take a tenth less than on a Python
# that somebody built without profile-guided optimisation.
interpreter() {
    local name
    for name in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# A virtual environment with one of the lock files ($1: base or dev), installed again only when the lock file,
# Python or the folder has changed. On a server the program's own account cannot write here, and has nothing to install.
python_environment() {
    local lock=requirements/$1.txt stamp=.venv/.installed-$1 wanted
    [ -w "$ROOT" ] || [ ! -x "$PYTHON" ] || return 0
    if ! interpreter >/dev/null; then
        complain "Cần Python 3.11 trở lên (Debian 12: sudo apt-get install -y python3 python3-venv)." \
            "Python 3.11 or later is needed."
        exit 1
    fi
    exec 9>"$ROOT/.venv.lock"
    flock 9 # two scripts that start together
    if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        system_packages python || exit 1
        say "Tạo môi trường Python (.venv) …"
        "$(interpreter)" -m venv --clear .venv
    fi
    wanted=$({ cat "$lock"; "$PYTHON" -VV; printf '%s' "$ROOT"; } | sha256sum)
    if [ "$wanted" != "$(cat "$stamp" 2>/dev/null)" ]; then
        say "Cài thư viện Python ($lock) …"
        "$PYTHON" -m pip install --quiet --require-hashes --requirement "$lock"
        printf '%s\n' "$wanted" >"$stamp"
    fi
    exec 9>&-
}
