/*
 * A plugin that wants out, for the tests: by `mode` it tries one thing after another that no adapter has to do, and then gives
 * the rows of a small source. What should have been refused and wasn't ends the scan with "breach". Linux alone.
 *
 * What it does while it is loaded is chosen by its file name: `load-fork.so` does `fork`.
 */
#define _GNU_SOURCE
#define ENTRY uptake_sample_entry
#include "sample.c"

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>

static char mode[64], folder[512], token[128];
static int port;
static pid_t parent;

static char* in_folder(const char* name) {
  static char path[2][700];
  static int turn;
  turn = !turn;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

/* ---- what has to be refused: not -1 is a breach ---- */

static long bad_fork(void) {
  pid_t id = fork();
  if (id == 0) _exit(0);
  return id;
}
static long bad_vfork(void) {
  pid_t id = vfork();
  if (id == 0) _exit(0);
  return id;
}
static long bad_clone(void) {
  long id = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (id == 0) _exit(0);
  return id;
}
static long bad_clone_files(void) {
  long id = syscall(SYS_clone, SIGCHLD | CLONE_VM | CLONE_VFORK, 0, 0, 0, 0);
  if (id == 0) _exit(0);
  return id;
}
static long bad_clone3(void) {
  uint64_t arguments[11] = {0};
  arguments[4] = SIGCHLD;
  long id = syscall(SYS_clone3, arguments, sizeof arguments);
  if (id == 0) _exit(0);
  return id;
}
static char* const NOTHING[] = {"true", NULL};
static long bad_execve(void) { return execve("/bin/true", NOTHING, NULL); }
static long bad_execveat(void) { return syscall(SYS_execveat, AT_FDCWD, "/bin/true", NOTHING, NULL, 0); }
static long bad_own_exec(void) { return execve("/proc/self/exe", NOTHING, NULL); }
static long bad_memfd(void) { return syscall(SYS_memfd_create, "x", 0); }
static long spawned(int error) {
  errno = error;
  return error ? -1 : 0;
}
static long bad_posix_spawn(void) {
  pid_t id;
  return spawned(posix_spawn(&id, "/bin/true", NULL, NULL, NOTHING, NULL));
}
static long bad_system(void) {
  int status = system("true");
  return status == -1 || (WIFEXITED(status) && WEXITSTATUS(status) == 127) ? (errno = EPERM, -1) : 0;
}
static long bad_popen(void) {
  if (popen("true", "r")) return 0;
  errno = EPERM;
  return -1;
}
static long bad_daemon(void) { return daemon(1, 1); }
static long bad_setsid(void) { return syscall(SYS_setsid); }
static long bad_setpgid(void) { return setpgid(0, 0); }

static long bad_create(void) { return open(in_folder("made"), O_CREAT | O_WRONLY, 0600); }
static long bad_create_in_tmp(void) { return open("/tmp/uptake-made-by-a-plugin", O_CREAT | O_WRONLY, 0600); }
static long bad_create_readable(void) { return open(in_folder("made"), O_CREAT | O_RDONLY, 0600); }
static long bad_creat(void) { return creat(in_folder("made"), 0600); }
static long bad_openat2(void) {
  uint64_t how[3] = {O_CREAT | O_WRONLY, 0600, 0};
  return syscall(SYS_openat2, AT_FDCWD, in_folder("made"), how, sizeof how);
}
static long bad_tmpfile(void) { return open(folder, O_TMPFILE | O_RDWR, 0600); }
static long bad_append(void) { return open(in_folder("rules.yaml"), O_WRONLY | O_APPEND); }
static long bad_overwrite(void) { return open(in_folder("rules.yaml"), O_RDWR | O_TRUNC); }
static long bad_truncate(void) { return truncate(in_folder("rules.yaml"), 0); }
static long bad_unlink(void) { return unlink(in_folder("secret.txt")); }
static long bad_rename(void) { return rename(in_folder("secret.txt"), in_folder("moved.txt")); }
static long bad_mkdir(void) { return mkdir(in_folder("made"), 0700); }
static long bad_rmdir(void) { return rmdir(in_folder("empty")); }
static long bad_symlink(void) { return symlink("/etc/passwd", in_folder("made")); }
static long bad_link(void) { return link(in_folder("secret.txt"), in_folder("made")); }
static long bad_chmod(void) { return chmod(in_folder("secret.txt"), 0777); }
static long bad_chown(void) { return chown(in_folder("secret.txt"), 12345, 12345); }
static long bad_utimes(void) { return utimes(in_folder("secret.txt"), NULL); }
static long bad_setxattr(void) { return setxattr(in_folder("secret.txt"), "user.x", "y", 1, 0); }
static long bad_mkfifo(void) { return mkfifo(in_folder("made"), 0600); }
static long bad_mknod(void) { return mknod(in_folder("made"), S_IFREG | 0600, 0); }
static long own_library(int flags) {
  Dl_info about;
  return dladdr((void*)own_library, &about) ? open(about.dli_fname, flags) : 0;
}
static long bad_own_library(void) { return own_library(O_WRONLY); }
static long bad_own_stdin(void) { return open("/proc/self/fd/0", O_WRONLY); }

static long reads(const char* path) { return open(path, O_RDONLY); }
static long bad_passwd(void) { return reads("/etc/passwd"); }
static long bad_secret(void) { return reads(in_folder("secret.txt")); }
static long bad_rules(void) { return reads(in_folder("rules.yaml")); }
static long bad_link_to_secret(void) { return reads(in_folder("link.txt")); }
static long bad_dots(void) { return reads("/usr/lib/../../etc/passwd"); }
static long bad_list(void) { return opendir(folder) ? 0 : -1; }
static long bad_home(void) { return opendir("/root") ? 0 : opendir("/home") ? 0 : -1; }
static long bad_environ(void) { return reads("/proc/self/environ"); }
static long of_parent(const char* what, int flags) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)parent, what);
  return open(path, flags);
}
static long bad_parent_environ(void) { return of_parent("environ", O_RDONLY); }
static long bad_parent_memory(void) { return of_parent("mem", O_RDONLY); }
static long bad_parent_memory_write(void) { return of_parent("mem", O_RDWR); }
static long bad_parent_maps(void) { return of_parent("maps", O_RDONLY); }
static long bad_own_memory(void) { return open("/proc/self/mem", O_RDWR); }
static long bad_tty(void) { return open("/dev/tty", O_RDWR); }
static long bad_device(void) { return reads("/dev/zero"); }
static long bad_getenv(void) {
  errno = EPERM;
  return getenv("UPTAKE_TEST_SECRET") || getenv("HOME") || getenv("PATH") ? 0 : -1;
}
static long bad_preload(void) {
  errno = EPERM;
  return getenv("LD_PRELOAD") ? 0 : -1;
}

static long bad_shm_open(void) { return shm_open("/uptake-hostile", O_CREAT | O_RDWR, 0600); }
static long bad_shmget(void) { return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600); }
static long bad_msgget(void) { return msgget(IPC_PRIVATE, IPC_CREAT | 0600); }
static long bad_semget(void) { return semget(IPC_PRIVATE, 1, IPC_CREAT | 0600); }

static long tcp(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int file = socket(AF_INET, SOCK_STREAM, 0);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return file < 0 ? -1 : connect(file, (struct sockaddr*)&to, sizeof to);
}
static long bad_tcp(void) { return tcp(); }
static long bad_udp(void) { return socket(AF_INET, SOCK_DGRAM, 0); }
static long bad_ipv6(void) { return socket(AF_INET6, SOCK_STREAM, 0); }
static long bad_unix(void) { return socket(AF_UNIX, SOCK_STREAM, 0); }
static long bad_netlink(void) { return socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE); }
static long bad_raw(void) { return socket(AF_INET, SOCK_RAW, 1); }
static long bad_packet(void) { return socket(17, SOCK_RAW, 0); }
static long bad_vsock(void) { return socket(40, SOCK_STREAM, 0); }
static long bad_socketpair(void) {
  int pair[2];
  return socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
}
static long bad_listen(void) {
  struct sockaddr_in at = {.sin_family = AF_INET};
  int file = socket(AF_INET, SOCK_STREAM, 0);
  if (file < 0 || bind(file, (struct sockaddr*)&at, sizeof at) < 0) return -1;
  return listen(file, 1);
}

static long bad_ptrace(void) { return ptrace(PTRACE_ATTACH, parent, NULL, NULL); }
static long bad_traceme(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL); }
static long bad_vm_read(void) {
  char bytes[8];
  struct iovec here = {bytes, sizeof bytes}, there = {(void*)bad_vm_read, sizeof bytes};
  return process_vm_readv(parent, &here, 1, &there, 1, 0);
}
static long bad_kill_parent(void) { return kill(parent, SIGKILL); }
static long bad_kill_all(void) { return kill(-1, 0); }
static long bad_kill_group(void) { return kill(0, SIGCONT); }
static long bad_tgkill(void) { return syscall(SYS_tgkill, parent, parent, SIGKILL); }
static long bad_tkill(void) { return syscall(SYS_tkill, parent, SIGKILL); }
static long bad_sigqueue(void) {
  union sigval value = {0};
  return sigqueue(parent, SIGTERM, value);
}
static long bad_pidfd(void) { return syscall(SYS_pidfd_open, parent, 0); }
static long bad_owner(void) { return fcntl(0, F_SETOWN, parent); }
static long bad_signal_of_owner(void) { return fcntl(0, F_SETSIG, SIGKILL); }
static long bad_priority(void) { return setpriority(PRIO_PROCESS, (id_t)parent, 19); }
static long bad_affinity(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  return sched_setaffinity(parent, sizeof set, &set);
}
static long bad_limits_of_parent(void) {
  struct rlimit limit = {0, 0};
  return prlimit(parent, RLIMIT_CORE, &limit, NULL);
}

static long bad_outlive(void) { return prctl(PR_SET_PDEATHSIG, 0); }
static long bad_dumpable(void) { return prctl(PR_SET_DUMPABLE, 1); }
static long bad_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1); }
static long bad_seccomp(void) { return syscall(SYS_seccomp, 2, 0, NULL); }
static long bad_setrlimit(void) {
  struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  return setrlimit(RLIMIT_AS, &limit);
}
static long bad_setuid(void) { return syscall(SYS_setuid, 0); }
static long bad_setgroups(void) { return syscall(SYS_setgroups, 0, NULL); }
static long bad_capset(void) { return syscall(SYS_capset, NULL, NULL); }
static long bad_unshare(void) { return unshare(CLONE_NEWUSER); }
static long bad_setns(void) { return setns(0, 0); }
static long bad_mount(void) { return mount("none", folder, "tmpfs", 0, NULL); }
static long bad_umount(void) { return umount(folder); }
static long bad_chroot(void) { return chroot("/"); }
static long bad_chdir(void) { return chdir("/"); }
static long bad_keyctl(void) { return syscall(SYS_keyctl, 0, -3, 0, 0, 0); }
static long bad_add_key(void) { return syscall(SYS_add_key, "user", "x", "y", 1, -3); }
static long bad_bpf(void) { return syscall(SYS_bpf, 0, NULL, 0); }
static long bad_perf(void) { return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0); }
static long bad_io_uring(void) {
  char parameters[256] = {0};
  return syscall(SYS_io_uring_setup, 1, parameters);
}
static long bad_userfaultfd(void) { return syscall(SYS_userfaultfd, 0); }
static long bad_personality(void) { return syscall(SYS_personality, 0x0040000); }
static long bad_module(void) { return syscall(SYS_init_module, NULL, 0, ""); }
static long bad_inotify(void) { return syscall(SYS_inotify_init1, 0); }
static long bad_fanotify(void) { return syscall(SYS_fanotify_init, 0, 0); }
static long bad_handle(void) { return syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0); }
static long bad_sethostname(void) { return syscall(SYS_sethostname, "", -1); }
static long bad_clock(void) { return syscall(SYS_clock_settime, CLOCK_REALTIME, NULL); }
static long bad_acct(void) { return syscall(SYS_acct, "/nowhere"); }
static long bad_sync(void) { return syscall(SYS_syncfs, 0); }
static long bad_terminal(void) {
  char letter = 'x';
  return syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI */, &letter);
}
static long bad_landlock(void) {
  /* Another domain can only take away more. */
  return syscall(446 /* landlock_restrict_self */, -1, 0);
}

#define TRIES(X)                                                                                                      \
  X(fork) X(vfork) X(clone) X(clone_files) X(clone3) X(execve) X(execveat) X(own_exec) X(memfd) X(posix_spawn)        \
  X(system) X(popen) X(daemon) X(setsid) X(setpgid) X(create) X(create_in_tmp) X(create_readable) X(creat) X(openat2) \
  X(tmpfile) X(append) X(overwrite) X(truncate) X(unlink) X(rename) X(mkdir) X(rmdir) X(symlink) X(link) X(chmod)     \
  X(chown) X(utimes) X(setxattr) X(mkfifo) X(mknod) X(own_library) X(own_stdin) X(passwd) X(secret) X(rules)          \
  X(link_to_secret) X(dots) X(list) X(home) X(environ) X(parent_environ) X(parent_memory) X(parent_memory_write)      \
  X(parent_maps) X(own_memory) X(tty) X(device) X(getenv) X(preload) X(shm_open) X(shmget) X(msgget) X(semget) X(tcp)   \
  X(udp) X(ipv6) X(unix) X(netlink) X(raw) X(packet) X(vsock) X(socketpair) X(listen) X(ptrace) X(traceme) X(vm_read) \
  X(kill_parent) X(kill_all) X(kill_group) X(tgkill) X(tkill) X(sigqueue) X(pidfd) X(owner) X(signal_of_owner)        \
  X(priority) X(affinity) X(limits_of_parent) X(outlive) X(dumpable) X(subreaper) X(seccomp) X(setrlimit) X(setuid)   \
  X(setgroups) X(capset) X(unshare) X(setns) X(mount) X(umount) X(chroot) X(chdir) X(keyctl) X(add_key) X(bpf)        \
  X(perf) X(io_uring) X(userfaultfd) X(personality) X(module) X(inotify) X(fanotify) X(handle) X(sethostname)         \
  X(clock) X(acct) X(sync) X(terminal) X(landlock)

#ifdef __linux__
static const struct {
  const char* name;
  long (*tried)(void);
} ALL[] = {
#define ENTRY_OF(name) {#name, bad_##name},
    TRIES(ENTRY_OF)};
#endif

/* What wasn't refused, by name; none if all was. */
static const char* breach(const char* wanted, char* text, size_t size) {
  for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
    if (strcmp(wanted, "refused") && strcmp(wanted, ALL[i].name)) continue;
    errno = 0;
    long result = ALL[i].tried();
    int refused = result == -1 && (errno == EPERM || errno == EACCES || errno == ENOSYS);
    if (refused) continue;
    snprintf(text, size, "breach: %s answers %ld, error %d", ALL[i].name, result, errno);
    return text;
  }
  return NULL;
}

/* ---- what is allowed, and what only hurts the one who does it ---- */

static void* sleeper(void* unused) {
  for (;;) pause();
  return unused;
}

static int deeper(int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  return depth < 0 ? 0 : deeper(depth + 1) + room[0];
}

static void write_all(int file, const void* bytes, size_t size) {
  const char* at = bytes;
  while (size > 0) {
    ssize_t written = write(file, at, size);
    if (written <= 0) return;
    at += written;
    size -= (size_t)written;
  }
}

/* On every pipe that might be the host's. */
static void forge(const void* bytes, size_t size) {
  for (int file = 3; file < 32; file++)
    if (fcntl(file, F_GETFL) != -1) write_all(file, bytes, size);
}

static void frame(char letter, uint64_t length, const void* bytes, size_t size) {
  unsigned char head[9] = {(unsigned char)letter};
  for (int i = 0; i < 8; i++) head[1 + i] = (unsigned char)(length >> (8 * i));
  forge(head, sizeof head);
  forge(bytes, size);
}

static void left_behind(void) {
  fprintf(stderr, "a handler at the end\n");
  for (;;) pause();
}

static void hang(void) {
  for (;;) usleep(100000);
}

/* Something that goes on or dies; the rows come afterwards. */
static void act(const char* what) {
  uint64_t number = 0;
  if (!strcmp(what, "segfault")) *(volatile int*)(uintptr_t)8 = 1;
  if (!strcmp(what, "abort")) abort();
  if (!strcmp(what, "exit")) exit(0);
  if (!strcmp(what, "_exit")) _exit(0);
  if (!strcmp(what, "exit3")) exit(3);
  if (!strcmp(what, "illegal")) raise(SIGILL);
  if (!strcmp(what, "arithmetic")) raise(SIGFPE);
  if (!strcmp(what, "bus")) {
    signal(SIGBUS, SIG_DFL);
    raise(SIGBUS);
  }
  if (!strcmp(what, "killed")) kill(getpid(), SIGKILL);
  if (!strcmp(what, "stopped")) raise(SIGSTOP);
  if (!strcmp(what, "overflow")) deeper(1);
  if (!strcmp(what, "hang")) hang();
  if (!strcmp(what, "busy"))
    for (;;) number++;
  if (!strcmp(what, "deaf")) {
    for (int i = 1; i < 32; i++) signal(i, SIG_IGN);
    hang();
  }
  if (!strcmp(what, "threads")) {
    pthread_t thread;
    for (int i = 0; i < 8; i++) pthread_create(&thread, NULL, sleeper, NULL);
  }
  if (!strcmp(what, "thread-bomb")) {
    pthread_t thread;
    for (int i = 0; i < 100000; i++)
      if (pthread_create(&thread, NULL, sleeper, NULL)) break;
  }
  if (!strcmp(what, "memory-bomb")) {
    void* last = NULL;
    for (int i = 0; i < 100000; i++) {
      void** piece = malloc(1 << 20);
      if (!piece) break;
      memset(piece, 1, 1 << 20);
      *piece = last;
      last = piece;
    }
    while (last) {
      void* next = *(void**)last;
      free(last);
      last = next;
    }
  }
  if (!strcmp(what, "shared-memory-bomb")) {
    void* pieces[4096];
    int held = 0;
    for (; held < 4096; held++) {
      pieces[held] = mmap(NULL, 1 << 24, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
      if (pieces[held] == MAP_FAILED) break;
    }
    while (held > 0) munmap(pieces[--held], 1 << 24);
  }
  if (!strcmp(what, "file-bomb"))
    while (dup(0) >= 0) continue;
  if (!strcmp(what, "machine-code")) {
    char* code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code != MAP_FAILED) code[0] = (char)0xc3;
#ifdef __x86_64__
    if (code != MAP_FAILED) ((void (*)(void))code)();
#endif
  }
  if (!strcmp(what, "another-library")) dlopen("libm.so.6", RTLD_NOW);
  if (!strcmp(what, "prints")) {
    printf("id,at\nmallory,2026-02-02\n");
    fflush(stdout);
    fprintf(stderr, "E\x08\n");
  }
  if (!strcmp(what, "much-log")) {
    static char line[1 << 16];
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 1 << 14; i++) write_all(2, line, sizeof line);
  }
  if (!strcmp(what, "log-and-die")) {
    fprintf(stderr, "\x1b[2J\x1b]0;gone\x07 the token is %s\n", token);
    abort();
  }
  if (!strcmp(what, "at-the-end")) atexit(left_behind);
  if (!strcmp(what, "deaf-to-end")) signal(SIGTERM, SIG_IGN);
  if (!strcmp(what, "close-pipes"))
    for (int file = 3; file < 32; file++) close(file);
  if (!strcmp(what, "close-log")) close(2);
  if (!strcmp(what, "close-input")) close(0);
  if (!strcmp(what, "garbage")) forge("hello, I am your plugin\n", 24);
  if (!strcmp(what, "half-a-frame")) {
    forge("R\x10\0\0\0\0\0\0\0abc", 12);
    _exit(0);
  }
  if (!strcmp(what, "huge-frame")) frame('R', UINT64_MAX, "abc", 3);
  if (!strcmp(what, "large-frame")) frame('R', (uint64_t)1 << 40, "abc", 3);
  if (!strcmp(what, "early-end")) frame('E', 8, &number, 8);
  if (!strcmp(what, "wrong-count")) {
    number = 5;
    frame('E', 8, &number, 8);
    _exit(0);
  }
  if (!strcmp(what, "short-end")) frame('E', 2, "ab", 2);
  if (!strcmp(what, "two-ends")) {
    frame('E', 8, &number, 8);
    frame('E', 8, &number, 8);
    _exit(0);
  }
  if (!strcmp(what, "fails-after-end")) {
    frame('E', 8, &number, 8);
    _exit(3);
  }
  if (!strcmp(what, "held-twice")) frame('H', 14, "{\"hold\":\"off\"}", 14);
  if (!strcmp(what, "an-answer")) frame('A', 2, "{}", 2);
  if (!strcmp(what, "rows-without-place")) frame('R', 3, "abc", 3);
  if (!strcmp(what, "rows-that-are-none")) {
    const char* place = "{\"part\":\"x\",\"first_row\":1,\"rows\":3}";
    frame('P', strlen(place), place, strlen(place));
    frame('R', 64, "\xff\xff\xff\xff\x30\0\0\0\x10\0\0\0\0\0\x0a\0\x0c\0\x06\0garbage that is long enough to be looked at.....", 64);
  }
  if (!strcmp(what, "place-that-is-none")) frame('P', 4, "null", 4);
  if (!strcmp(what, "unknown-fault")) frame('F', 28, "{\"code\":\"x\",\"message\":\"yyyy\"}", 28);
  if (!strcmp(what, "negative-rows")) {
    const char* place = "{\"part\":\"x\",\"first_row\":-1,\"rows\":-3}";
    frame('P', strlen(place), place, strlen(place));
  }
}

/* ---- the adapter ---- */

static const char* const IDS[4] = {"ana", "ana", "ana", "ben"};
static const char* const DAYS[4] = {"2026-02-02T09:00:00Z", "2026-02-02T10:00:00Z", "2026-02-02T11:00:00Z",
                                    "2026-02-02T12:00:00Z"};

static int is(const char* what) { return !strcmp(mode, what); }

static int rows_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  (void)self;
  if (is("schema-hang")) hang();
  leaf(out, "", "+s");
  out->flags = 0;
  out->n_children = 2;
  out->children = malloc(2 * sizeof *out->children);
  for (int i = 0; i < 2; i++) {
    out->children[i] = malloc(sizeof(struct ArrowSchema));
    leaf(out->children[i], i ? "at" : "id", "u");
  }
  return 0;
}

static void no_release(struct ArrowArray* array) {
  (void)array;
  abort();
}

static int rows_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  stream* at = self->private_data;
  memset(out, 0, sizeof *out);
  if (is("next-hang")) hang();
  if (is("next-die")) abort();
  if (is("escapes-in-rows-error")) {
    at->error = "{\"message\": \"\\u001b[2J gone\\nerror[fake]: all is well\"}";
    return UPTAKE_STREAM_E + UPTAKE_E_SOURCE;
  }
  if (!is("endless") && !is("empty-endless") && at->next > 0) return 0;
  at->next++;
  int64_t rows = is("empty-endless") ? 0 : 4;
  array_of(out, rows, 1, 0);
  out->n_children = 2;
  out->children = malloc(2 * sizeof *out->children);
  for (int i = 0; i < 2; i++) {
    out->children[i] = malloc(sizeof(struct ArrowArray));
    texts(out->children[i], 0, rows, i ? DAYS : IDS);
  }
  if (is("dangling-release")) out->release = (void (*)(struct ArrowArray*))(uintptr_t)0x10;
  if (is("aborting-release")) out->release = no_release;
  if (is("null-children")) out->children = NULL;
  if (is("null-buffers")) out->children[0]->buffers = NULL;
  if (is("negative-length")) out->length = -1;
  if (is("wild-buffer")) out->children[0]->buffers[1] = (void*)(uintptr_t)0x1000;
  if (is("one-column")) out->n_children = 1;
  if (is("released-child")) out->children[0]->release = NULL;
  return 0;
}

static int32_t hostile_describe(uptake_buf* out, uptake_buf* err) {
  (void)err;
  say(out,
      "{\"name\": \"hostile\", \"version\": \"1.0\", \"about\": \"wants out\", \"config\": {\"type\": \"object\","
      " \"properties\": {\"mode\": {\"description\": \"what to try\"}, \"port\": {\"description\": \"who listens\"}, \"den\": {\"description\": \"where\"},"
      " \"token\": {\"description\": \"a secret\", \"secret\": true}}}, \"pushdown\": []}");
  return UPTAKE_OK;
}

static int32_t hostile_open(const char* config, size_t len, void** out, uptake_buf* err) {
  char text[64] = "0";
  setting(config, len, "mode", mode, sizeof mode);
  setting(config, len, "den", folder, sizeof folder);
  setting(config, len, "token", token, sizeof token);
  setting(config, len, "port", text, sizeof text);
  port = atoi(text);
  parent = getppid();
  if (is("open-hang")) hang();
  if (is("open-nothing")) return UPTAKE_OK;
  if (is("message-no-utf8")) {
    say_literal(err, "\xff\xfe\x1b[2J");
    return UPTAKE_E_SOURCE;
  }
  if (is("message-escapes")) {
    say_literal(err, "{\"message\": \"\\u001b[2J\\u001b]0;x\\u0007 gone\\u202e\\nerror[fake]: all is well\"}");
    return UPTAKE_E_SOURCE;
  }
  if (is("message-secret")) {
    char message[512];
    snprintf(message, sizeof message, "{\"message\": \"%s\", \"help\": \"%s\", \"setting\": \"%s\"}", token, token, token);
    say(err, message);
    return UPTAKE_E_SOURCE;
  }
  if (is("message-huge")) {
    size_t size = (size_t)300 << 20;
    char* text = malloc(size);
    if (!text) return UPTAKE_E_SOURCE;
    memset(text, 'x', size);
    err->data = text;
    err->len = size;
    return UPTAKE_E_SOURCE;
  }
  if (is("message-wild")) {
    err->data = (const char*)(uintptr_t)0x10;
    err->len = 99;
    return UPTAKE_E_SOURCE;
  }
  sample* s = calloc(1, sizeof *s);
  *out = s;
  return UPTAKE_OK;
}

static int32_t hostile_discover(void* handle, uptake_buf* out, uptake_buf* err) {
  (void)handle;
  (void)err;
  if (is("discover-hang")) hang();
  say_literal(out, "{\"parts\": []}");
  return UPTAKE_OK;
}

static int32_t hostile_scan(void* handle, const char* request, size_t len, struct ArrowArrayStream* out,
                            uptake_buf* reply, uptake_buf* err) {
  sample* s = handle;
  stream* at;
  char text[128];
  (void)request;
  (void)len;
  (void)reply;
  if (is("need-network") && tcp() != 0) {
    say_literal(err, "no network");
    return UPTAKE_E_SOURCE;
  }
  if (is("need-file") && reads(in_folder("granted/file.txt")) < 0) {
    say_literal(err, "no file");
    return UPTAKE_E_SOURCE;
  }
  if (is("need-variable") && !getenv("UPTAKE_TEST_GRANTED")) {
    say_literal(err, "no variable");
    return UPTAKE_E_SOURCE;
  }
  if (is("need-process") && bad_fork() < 0) {
    say_literal(err, "no process");
    return UPTAKE_E_SOURCE;
  }
  const char* possible = breach(mode, text, sizeof text);
  if (possible) {
    say(err, possible);
    return UPTAKE_E_SOURCE;
  }
  act(mode);
  at = calloc(1, sizeof *at);
  at->owner = s;
  s->open_streams++;
  out->get_schema = rows_schema;
  out->get_next = rows_next;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = at;
  return UPTAKE_OK;
}

static void hostile_close(void* handle) {
  if (is("close-hang")) hang();
  if (is("close-die")) abort();
  free(handle);
}

/* What it does while it is loaded. */
__attribute__((constructor)) static void loaded(void) {
  Dl_info about;
  char text[128], name[64];
  if (!dladdr((void*)loaded, &about)) return;
  const char* base = strrchr(about.dli_fname, '/');
  snprintf(name, sizeof name, "%s", base ? base + 1 : about.dli_fname);
  if (strncmp(name, "load-", 5)) return;
  char* end = strchr(name, '.');
  if (end) *end = 0;
  snprintf(folder, sizeof folder, "%.*s", (int)(base - about.dli_fname), about.dli_fname);
  parent = getppid();
  if (breach(name + 5, text, sizeof text)) {
    fprintf(stderr, "%s\n", text);
    abort();
  }
  act(name + 5);
}

UPTAKE_EXPORT const uptake_adapter* uptake_adapter_v1(uint32_t host_abi_minor) {
  static const uptake_adapter TABLE = {(uint32_t)sizeof(uptake_adapter),
                                       UPTAKE_ADAPTER_ABI_MINOR,
                                       hostile_describe,
                                       hostile_open,
                                       hostile_discover,
                                       hostile_scan,
                                       cancel,
                                       hostile_close,
                                       NULL};
  (void)host_abi_minor;
  return &TABLE;
}
