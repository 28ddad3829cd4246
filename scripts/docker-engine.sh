#!/usr/bin/env bash
# A Docker engine of its own for tests, on a Linux machine without one; needs root. It is Debian's, in a folder and in
# namespaces of its own, so that its networks, mounts and ports are not the machine's and go with it.
#
#   docker-engine.sh start      sets it up where it is missing (some minutes) and starts it
#   docker-engine.sh exec …     runs a command beside it: its ports are on the loopback address there
#   docker-engine.sh kill       ends it and every container at once, as a power cut does; what was written stays
#
# DOCKER_ENGINE_DIR  the folder; .bulkhead/docker-engine by default. Its share/ is /share inside.
set -euo pipefail

home=$(realpath -m "${DOCKER_ENGINE_DIR:-$(dirname "$0")/../.bulkhead/docker-engine}")
root=$home/root
packages=docker.io,docker-cli,docker-compose,docker-buildx,iptables,iproute2,ca-certificates,curl

say() { printf '%s\n' "$*" >&2; }

set_up() {
  mkdir -p "$home"
  local missing=()
  command -v mmdebstrap > /dev/null || missing+=(mmdebstrap)
  command -v slirp4netns > /dev/null || missing+=(slirp4netns)
  if [ "${#missing[@]}" -gt 0 ]; then
    apt-get update -qq && apt-get install -y -qq "${missing[@]}" > /dev/null
  fi
  if [ ! -e "$home/complete" ]; then
    say "setting up a Docker engine in $home, once"
    rm -rf "$root"
    mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --include="$packages" trixie "$root"
    touch "$home/complete"
  fi
  mkdir -p "$home/images" "$home/share" "$root/share"
}

# The first process of the namespaces: lays out the file system, waits for its network, and becomes the engine.
become_engine() {
  mount --make-rprivate /
  mount --bind "$root" "$root"
  for kind in proc sysfs; do
    mount -t "$kind" "$kind" "$root/${kind/sysfs/sys}"
  done
  mount --rbind /dev "$root/dev"
  mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
  mount -t tmpfs tmpfs "$root/run"
  mount --bind "$home/share" "$root/share"
  mkdir -p "$root/var/lib/docker"
  mount --bind "$home/images" "$root/var/lib/docker"
  # The name server that slirp4netns has.
  rm -f "$root/etc/resolv.conf"
  echo 'nameserver 10.0.2.3' > "$root/etc/resolv.conf"
  ip link set lo up
  until ip route show default | grep -q .; do sleep 0.1; done
  # Not chroot: what Docker runs in a container later has to find the container's root, not the machine's.
  mkdir -p "$root/.machine"
  cd "$root"
  pivot_root . .machine
  cd /
  umount --lazy /.machine
  exec /usr/sbin/dockerd --log-level warn --mtu 1400 --dns 10.0.2.3 \
    --cgroup-parent "/bulkhead-$$" --exec-opt native.cgroupdriver=cgroupfs
}

engine_pid() { cat "$home/pid" 2> /dev/null; }

is_running() { local pid; pid=$(engine_pid) && [ -d "/proc/$pid" ] && [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = dockerd ]; }

start() {
  if is_running; then return; fi
  set_up
  rm -f "$root/run/docker.pid"
  setsid unshare --mount --net --pid --fork --kill-child "$0" become-engine < /dev/null > "$home/dockerd.log" 2>&1 &
  local outer=$! pid=
  until pid=$(pgrep -P "$outer") && [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do
    kill -0 "$outer"
    sleep 0.1
  done
  echo "$pid" > "$home/pid"
  setsid slirp4netns --configure --mtu=1400 --disable-host-loopback "$pid" tap0 < /dev/null > "$home/network.log" 2>&1 &
  echo $! > "$home/network-pid"
  for _ in $(seq 300); do
    if run docker info > /dev/null 2>&1; then return; fi
    kill -0 "$outer" || break
    sleep 0.5
  done
  tail -n 20 "$home/dockerd.log" >&2
  return 1
}

run() { nsenter --target "$(engine_pid)" --mount --net --pid "$@"; }

end() {
  local pid
  pid=$(engine_pid) || return 0
  if [ -d "/proc/$pid" ]; then kill -KILL "$pid"; fi
  while [ -d "/proc/$pid" ]; do sleep 0.1; done
  # It looks at the namespace, which is gone, and ends.
  kill "$(cat "$home/network-pid")" 2> /dev/null || true
  rm -f "$home/pid"
}

case ${1:-} in
  start) start ;;
  exec) shift && run "$@" ;;
  kill) end ;;
  become-engine) become_engine ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
