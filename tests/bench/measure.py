# Runs a command and prints one JSON object: seconds of wall clock, seconds of
# CPU of the program itself and of all processes below it (this script adopts
# those that it leaves behind), and its own peak memory in MiB.
# usage: measure.py COMMAND [ARGUMENT...]
import ctypes
import json
import os
import resource
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

TICK = os.sysconf('SC_CLK_TCK')

start = time.monotonic()
pid = os.fork()
if pid == 0:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
peak = 0
while True:
    # Leave the zombie: its times can still be read, its children apart.
    done = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
    if done:
        break
    try:
        for line in open(f'/proc/{pid}/status'):
            if line.startswith('VmHWM'):
                peak = max(peak, int(line.split()[1]))
    except (OSError, ProcessLookupError):
        pass
    time.sleep(0.002)
wall = time.monotonic() - start
field = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
own = sum(int(field[i]) / TICK for i in (11, 12))
status = os.waitpid(pid, 0)[1]
# What it left behind ends by itself; all times then count here.
end = time.monotonic() + 10
while time.monotonic() < end:
    try:
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            time.sleep(0.01)
    except ChildProcessError:
        break
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({'status': os.waitstatus_to_exitcode(status), 'wall': round(wall, 3), 'cpu': round(own, 2),
                  'children': round(used.ru_utime + used.ru_stime - own, 2), 'mib': round(peak / 1024, 1)}))
