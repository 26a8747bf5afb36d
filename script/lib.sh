# shellcheck shell=bash
# The steps of setting gridnet up. Each is quick when its work is done already, is taken up again after a run that
# was cut short (its mark is written last), and says in one sentence what is missing when it cannot go on.

export PIP_DISABLE_PIP_VERSION_CHECK=1 DEBIAN_FRONTEND=noninteractive

readonly OLDEST_PYTHON=3.11
readonly OLDEST_POSTGRES=15
readonly FREE_KB=1048576
readonly NOT_MAIN=/etc/postgresql-common/createcluster.d/gridnet.conf
instance=${GRIDNET_INSTANCE_DIR:-instance}
log=$instance/setup.log

say() { printf '%s\n' "== $*"; }

give_up() {
    printf '%s\n' "gridnet cannot go on: $*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# What went wrong, from the output of a step, in words.
explain() {
    if grep -qiE 'no space left on device|ENOSPC' "$1"; then
        echo "the disk is full"
    elif grep -qiE 'name resolution|could not resolve|network is unreachable|new connection|connection timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT' "$1"; then
        echo "the network cannot be reached"
    elif grep -qiE 'do not match the hashes|EINTEGRITY' "$1"; then
        echo "a package is not the one that the lock names"
    elif grep -qiE 'permission denied|EACCES' "$1"; then
        echo "a file or folder belongs to another user"
    elif grep -qE 'Could not get lock|is held by process' "$1"; then
        echo "another apt is at work; wait for it and start again"
    else
        grep -v '^[[:space:]]*$' "$1" | tail -n 1
    fi
}

# quietly WHAT COMMAND…: its output goes to the log; a failure is told in a sentence. It does not inherit the lock of
# set_up, which a service that apt starts would keep for good.
quietly() {
    local what=$1
    shift
    "$@" >"$log" 2>&1 9>&- || give_up "$what failed: $(explain "$log") ($log has the rest)"
}

need_instance() {
    mkdir -p "$instance" 2>/dev/null || true
    [[ -d $instance && -w $instance ]] ||
        give_up "the folder $instance cannot be written to: run this as its owner, or set GRIDNET_INSTANCE_DIR"
}

# need_disk FOLDER KB
need_disk() {
    local free
    free=$(df -Pk "$1" | awk 'NR == 2 { print $4 }')
    ((free >= $2)) ||
        give_up "the disk that holds $(realpath "$1") has $((free / 1024)) MB free, and $(($2 / 1024)) MB are needed"
}

# need_port PORT
need_port() {
    [[ $1 =~ ^[1-9][0-9]{0,4}$ && $1 -le 65535 ]] || give_up "PORT=$1 is not a port: use a number such as 8000"
    python3 - "$1" 2>/dev/null <<'PYTHON' || give_up "port $1 is taken or not allowed: choose another, as in PORT=$(($1 % 64000 + 1025)) script/server"
import socket, sys
probe = socket.socket()
probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
probe.bind(("127.0.0.1", int(sys.argv[1])))
PYTHON
}

# as_root WHAT COMMAND…: WHAT tells the person what root was wanted for.
as_root() {
    local what=$1
    shift
    if [[ $(id -u) == 0 ]]; then
        quietly "$what" "$@"
    elif has sudo && { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
        quietly "$what" sudo -E "$@"
    else
        give_up "$what needs root, and neither root nor sudo is here: have an administrator run \`$*\`"
    fi
}

# apt_install WHAT PACKAGE…
apt_install() {
    local what=$1
    shift
    has apt-get || give_up "$what is missing and this is not Debian or Ubuntu: install $* by this system's own means"
    say "Installing $what ($*)"
    apt-get install -s "$@" >/dev/null 2>&1 || as_root "installing $what" apt-get update -q
    as_root "installing $what" apt-get install -qy --no-install-recommends "$@"
}

need_python() {
    has python3 || give_up "python3 is missing: \`apt install python3 python3-venv\` brings it"
    python3 -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$OLDEST_PYTHON'.split('.'))))" ||
        give_up "$(python3 --version) is too old: gridnet needs Python $OLDEST_PYTHON or newer"
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install "Python's venv" python3-venv
}

fingerprint() { cat -- "$@" | sha256sum | cut -d' ' -f1; }

# is_ready MARK WANTED: whether the step that writes MARK was finished for WANTED.
is_ready() { [[ -f $1 && $(<"$1") == "$2" ]]; }

# need_packages LOCK: the virtual environment, with what the lock names.
need_packages() {
    local mark wanted
    mark=.venv/ready-$(basename "$1")
    wanted=$(fingerprint "$1" setup.cfg pyproject.toml)
    .venv/bin/python -m pip --version >/dev/null 2>&1 || {
        say "Making the virtual environment"
        quietly "making the virtual environment" python3 -m venv --clear .venv
    }
    is_ready "$mark" "$wanted" && return
    say "Installing the Python packages of $1"
    quietly "installing the Python packages" .venv/bin/python -m pip install --require-hashes -r "$1"
    quietly "installing gridnet itself" .venv/bin/python -m pip install --no-deps -e .
    echo "$wanted" >"$mark"
}

need_pages() {
    local mark=node_modules/.ready wanted
    wanted=$(fingerprint package-lock.json)
    is_ready "$mark" "$wanted" && return
    { has node && has npm; } || apt_install "Node" nodejs npm
    say "Installing the libraries of the pages"
    quietly "installing the libraries of the pages" npm ci --ignore-scripts --no-audit --no-fund
    mkdir -p node_modules
    echo "$wanted" >"$mark"
}

# What prints: WeasyPrint draws with Pango, and a page in Chinese wants a Chinese font.
can_print() { .venv/bin/python -c 'import weasyprint' 2>/dev/null; }

has_chinese_font() { has fc-list && [[ -n $(fc-list :lang=zh-cn family 2>/dev/null) ]]; }

need_printing() {
    can_print || apt_install "what WeasyPrint draws with" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    has_chinese_font || apt_install "a Chinese font" fontconfig fonts-noto-cjk
}

has_postgis() { .venv/bin/python -c 'from gridnet.base import postgres; postgres.find()' 2>/dev/null; }

# The newest package that brings PostgreSQL with PostGIS; nothing when none is new enough.
postgis_package() {
    apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | awk -v oldest=$OLDEST_POSTGRES '
        { split($1, part, "-"); if (part[2] >= oldest && part[2] + 0 > best) best = part[2] + 0 }
        END { if (best) print "postgresql-" best "-postgis-3" }'
}

need_postgis() {
    has_postgis && return
    has apt-get || give_up "PostgreSQL with PostGIS is missing and this is not Debian or Ubuntu: install it, or set DATABASE_URL"
    local package
    package=$(postgis_package)
    if [[ -z $package ]]; then
        as_root "looking for PostGIS" apt-get update -q
        package=$(postgis_package)
    fi
    [[ -n $package ]] ||
        give_up "no package of PostGIS for PostgreSQL $OLDEST_POSTGRES or newer is offered here: add apt.postgresql.org, or set DATABASE_URL"
    install_postgis "$package"
    has_postgis || give_up "$package is installed, but PostgreSQL with PostGIS is not found: set DATABASE_URL instead"
}

# Debian would start a server of its own beside ours; a file says no to that while the package is installed.
install_postgis() {
    if has pg_lsclusters; then
        apt_install "PostgreSQL and PostGIS" "$1"
        return
    fi
    as_root "installing PostgreSQL and PostGIS ($1)" mkdir -p "$(dirname $NOT_MAIN)"
    as_root "installing PostgreSQL and PostGIS" sh -c "echo 'create_main_cluster = false' >$NOT_MAIN"
    apt_install "PostgreSQL and PostGIS" "$1"
    as_root "installing PostgreSQL and PostGIS" rm "$NOT_MAIN"
}

# set_up LOCK: everything that this checkout needs on this machine; one run at a time.
set_up() {
    need_instance
    exec 9>"$instance/setup.lock"
    flock 9
    need_disk . $FREE_KB
    need_python
    need_packages "$1"
    need_pages
    need_printing
    [[ -n ${DATABASE_URL:-} && $1 == requirements.lock ]] || need_postgis
    exec 9>&-
}
