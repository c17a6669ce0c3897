/* A source of streams whose truth is known: every stream gets its first event FIRST_US after its request, and one more
 * every GAP_US, on a schedule that was fixed when the request came. What is measured beyond that is the tool's own error,
 * or this source's, which it tells itself: GET /late answers how late its events were (microseconds: p50, p99, most).
 *
 *     cc -O2 -o source source.c && ./source FIRST_US GAP_US      (prints the port that it took on 127.0.0.1)
 *
 * All streams have the same times, so that what is due next is always at the head of one of two queues: no timers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { STREAMS = 8192, ROOM = 65536, SLOTS = 20000 };
struct stream {
    int fd, got, sent, wanted, busy;
    int64_t due;
    char in[ROOM];
};
struct queue { struct stream *at[STREAMS]; unsigned head, tail; };

static struct stream *streams[STREAMS];
static struct queue first, following;
static long late_us[SLOTS], late_n, late_most;
static int64_t first_ns, gap_ns;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void join(struct queue *q, struct stream *s) { q->at[q->tail++ % STREAMS] = s; }
static struct stream *head(struct queue *q) { return q->head == q->tail ? 0 : q->at[q->head % STREAMS]; }

static void leave(struct queue *q, struct stream *s) {
    for (unsigned i = q->head; i != q->tail; i++)
        if (q->at[i % STREAMS] == s) q->at[i % STREAMS] = 0;
}

static void hang_up(struct stream *s) {
    leave(&first, s);
    leave(&following, s);
    streams[s->fd] = 0;
    close(s->fd);
    free(s);
}

/* Loopback buffers hold hundreds of events: a reader that falls so far behind is cut off rather than waited for. */
static int put(struct stream *s, const char *data, int size) { return send(s->fd, data, size, MSG_NOSIGNAL) == size; }

static int chunk(char *to, const char *data) { return sprintf(to, "%zx\r\n%s\r\n", strlen(data), data); }

static int event(struct stream *s) {
    char data[512], out[2048];
    int n;
    sprintf(data, "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"known\",\"choices\":"
                  "[{\"index\":0,\"delta\":{\"content\":\"%d \"},\"finish_reason\":null}]}\n\n", s->sent);
    n = chunk(out, data);
    if (++s->sent == s->wanted) {
        n += chunk(out + n, "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"known\","
                            "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n");
        sprintf(data, "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"known\",\"choices\":"
                      "[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n", s->sent, s->sent + 9);
        n += chunk(out + n, data);
        n += chunk(out + n, "data: [DONE]\n\n");
        n += sprintf(out + n, "0\r\n\r\n");
        s->busy = 0;
    }
    return put(s, out, n);
}

static void serve_due(struct queue *q) {
    struct stream *s;
    for (;;) {
        while (q->head != q->tail && !q->at[q->head % STREAMS]) q->head++;
        if (!(s = head(q)) || s->due > now()) return;
        q->head++;
        long late = (now() - s->due) / 1000;
        late_us[late < SLOTS ? late : SLOTS - 1]++;
        late_n++;
        if (late > late_most) late_most = late;
        s->due += gap_ns;
        if (!event(s)) hang_up(s);
        else if (s->busy) join(&following, s);
    }
}

static int whole(struct stream *s, const char *body) {
    char out[1024];
    return put(s, out, sprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body));
}

static int tell_late(struct stream *s) {
    long seen = 0, p50 = 0, p99 = 0;
    char body[128];
    for (long us = 0; us < SLOTS; us++) {
        if (seen * 2 < late_n) p50 = us;
        if (seen * 100 < late_n * 99) p99 = us;
        seen += late_us[us];
    }
    sprintf(body, "{\"p50\":%ld,\"p99\":%ld,\"most\":%ld,\"events\":%ld}", p50, p99, late_most, late_n);
    memset(late_us, 0, sizeof late_us);
    late_n = late_most = 0;
    return whole(s, body);
}

static int request(struct stream *s, const char *body) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    const char *limit = strstr(body, "\"max_tokens\":");
    if (!strncmp(s->in, "GET /late", 9)) return tell_late(s);
    if (!strncmp(s->in, "GET ", 4)) return whole(s, "{\"object\":\"list\",\"data\":[{\"id\":\"known\",\"object\":\"model\"}]}");
    s->wanted = limit ? atoi(limit + 13) : 16;
    if (s->wanted < 1) s->wanted = 1;
    s->sent = 0;
    s->busy = 1;
    s->due = now() + first_ns;
    join(&first, s);
    return put(s, head, sizeof head - 1);
}

static int readable(struct stream *s) {
    int n = recv(s->fd, s->in + s->got, ROOM - 1 - s->got, MSG_DONTWAIT);
    if (n <= 0) return n < 0 && errno == EAGAIN;
    s->got += n;
    s->in[s->got] = 0;
    char *end = strstr(s->in, "\r\n\r\n"), *length = strcasestr(s->in, "content-length:");
    if (!end) return s->got < ROOM - 1;
    int body = length && length < end ? atoi(length + 15) : 0, size = end + 4 - s->in + body;
    if (s->got < size) return size < ROOM;
    if (s->busy) return 0;
    s->got = 0;
    return request(s, end + 4);
}

int main(int count, char **words) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    struct epoll_event ready[512], in = {.events = EPOLLIN};
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0);
    int clock = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    if (count < 3) return 2;
    first_ns = atoll(words[1]) * 1000;
    gap_ns = atoll(words[2]) * 1000;
    prctl(PR_SET_TIMERSLACK, 1);
    if (bind(door, (void *)&here, sizeof here) || listen(door, 4096)) return 1;
    getsockname(door, (void *)&here, &size);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    in.data.fd = door;
    epoll_ctl(poll, EPOLL_CTL_ADD, door, &in);
    in.data.fd = clock;
    epoll_ctl(poll, EPOLL_CTL_ADD, clock, &in);
    for (;;) {
        struct stream *a = head(&first), *b = head(&following);
        int64_t due = a && b ? (a->due < b->due ? a->due : b->due) : a ? a->due : b ? b->due : 0;
        struct itimerspec at = {.it_value = {due / 1000000000, due % 1000000000}};
        timerfd_settime(clock, TFD_TIMER_ABSTIME, &at, 0);
        int n = epoll_wait(poll, ready, 512, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == clock) {
                uint64_t ticks;
                if (read(clock, &ticks, sizeof ticks) < 0) continue;
            } else if (fd != door) {
                if (streams[fd] && !readable(streams[fd])) hang_up(streams[fd]);
            } else
                while ((fd = accept4(door, 0, 0, SOCK_NONBLOCK)) >= 0) {
                    if (fd >= STREAMS) { close(fd); continue; }
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    streams[fd] = calloc(1, sizeof **streams);
                    streams[fd]->fd = in.data.fd = fd;
                    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &in);
                }
        }
        serve_due(&first);
        serve_due(&following);
    }
}
