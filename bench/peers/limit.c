/*
 * The limit: the least that a program can do to tell everybody what somebody says. Lines of all clients that one turn
 * of the loop brought are joined, and each client gets them in one write. No names, no rooms, no log.
 *
 * cc -O2 -o limit limit.c && ./limit PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CLIENTS 65536
#define READ_BYTES (256 * 1024)

struct client {
	int fd;
	/* Where it stands in `all`. */
	int place;
	/* The line that has come in part. */
	char *in;
	size_t in_bytes;
	/* What the kernel did not take yet. */
	char *out;
	size_t out_at, out_bytes, out_room;
};

static struct client *all[MAX_CLIENTS];
static int clients;
static int loop;
/* The lines of this turn. */
static char *turn;
static size_t turn_bytes, turn_room;

static void keep(char **bytes, size_t *room, size_t needed) {
	if (needed <= *room) return;
	while (*room < needed) *room = *room == 0 ? 4096 : *room * 2;
	*bytes = realloc(*bytes, *room);
	if (*bytes == NULL) abort();
}

static void leave(struct client *c) {
	close(c->fd);
	all[c->place] = all[--clients];
	all[c->place]->place = c->place;
	free(c->in);
	free(c->out);
	free(c);
}

static void watch(struct client *c, int what) {
	struct epoll_event event = {.events = what, .data.ptr = c};
	epoll_ctl(loop, EPOLL_CTL_MOD, c->fd, &event);
}

static void enter(int listener) {
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
		if (fd < 0) return;
		if (clients == MAX_CLIENTS) {
			close(fd);
			continue;
		}
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		struct client *c = calloc(1, sizeof *c);
		if (c == NULL) abort();
		c->fd = fd;
		c->place = clients;
		all[clients++] = c;
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
		epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
	}
}

static void add_to_turn(const char *bytes, size_t count) {
	keep(&turn, &turn_room, turn_bytes + count);
	memcpy(turn + turn_bytes, bytes, count);
	turn_bytes += count;
}

/* Takes the whole lines that have come; 0 when the client is gone. */
static int hear(struct client *c) {
	static char chunk[READ_BYTES];
	ssize_t count = read(c->fd, chunk, sizeof chunk);
	if (count < 0) return errno == EAGAIN || errno == EINTR;
	if (count == 0) return 0;
	char *last = memrchr(chunk, '\n', count);
	size_t whole = last == NULL ? 0 : last - chunk + 1;
	if (whole > 0) {
		if (c->in_bytes > 0) add_to_turn(c->in, c->in_bytes);
		c->in_bytes = 0;
		add_to_turn(chunk, whole);
	}
	size_t rest = count - whole;
	if (rest == 0) return 1;
	c->in = realloc(c->in, c->in_bytes + rest);
	if (c->in == NULL) abort();
	memcpy(c->in + c->in_bytes, chunk + whole, rest);
	c->in_bytes += rest;
	return 1;
}

/* Gives the kernel what waits; 0 when the client is gone. */
static int flush(struct client *c) {
	while (c->out_at < c->out_bytes) {
		ssize_t count = write(c->fd, c->out + c->out_at, c->out_bytes - c->out_at);
		if (count < 0) return errno == EAGAIN || errno == EINTR;
		c->out_at += count;
	}
	c->out_at = c->out_bytes = 0;
	watch(c, EPOLLIN);
	return 1;
}

static int tell(struct client *c) {
	ssize_t count = 0;
	if (c->out_bytes == 0) {
		count = write(c->fd, turn, turn_bytes);
		if (count < 0 && errno != EAGAIN) return 0;
		if (count < 0) count = 0;
		if ((size_t)count == turn_bytes) return 1;
		watch(c, EPOLLIN | EPOLLOUT);
	}
	size_t rest = turn_bytes - count;
	keep(&c->out, &c->out_room, c->out_bytes + rest);
	memcpy(c->out + c->out_bytes, turn + count, rest);
	c->out_bytes += rest;
	return 1;
}

static int listen_on(int port) {
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int on = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(port)};
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&where, sizeof where) < 0 || listen(fd, 4096) < 0) {
		perror("limit");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv) {
	if (argc != 2) {
		fprintf(stderr, "usage: limit PORT\n");
		return 64;
	}
	signal(SIGPIPE, SIG_IGN);
	int listener = listen_on(atoi(argv[1]));
	loop = epoll_create1(0);
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
	epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
	static struct epoll_event ready[1024];
	for (;;) {
		int count = epoll_wait(loop, ready, 1024, -1);
		for (int at = 0; at < count; at++) {
			struct client *c = ready[at].data.ptr;
			if (c == NULL) {
				enter(listener);
				continue;
			}
			int here = 1;
			if (ready[at].events & EPOLLOUT) here = flush(c);
			if (here && ready[at].events & ~EPOLLOUT) here = hear(c);
			if (!here) leave(c);
		}
		if (turn_bytes == 0) continue;
		for (int at = clients - 1; at >= 0; at--)
			if (!tell(all[at])) leave(all[at]);
		turn_bytes = 0;
	}
}
