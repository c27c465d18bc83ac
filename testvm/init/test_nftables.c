// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does nf_tables take a table, a chain and a rule, list the rule, and obey it? In a
 * network namespace of its own, without a library: netlink as the kernel reads it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "feature.h"

#define TABLE	"kharness"
#define CHAIN	"input"
#define WAIT_MS 200 /* for a datagram that must not come */

/* Messages one behind the other, and where in them attributes are open. */
struct batch {
	_Alignas(8) char data[2048];
	size_t size;
	size_t message; /* offset of the message that is being written */
	uint32_t sequence;
};

static void *put(struct batch *b, const void *data, size_t size)
{
	char *at = b->data + b->size;

	memset(at, 0, NLMSG_ALIGN(size));
	if (data)
		memcpy(at, data, size);
	b->size += NLMSG_ALIGN(size);
	return at;
}

static void close_message(struct batch *b)
{
	((struct nlmsghdr *)(b->data + b->message))->nlmsg_len =
		(uint32_t)(b->size - b->message);
}

static void open_message(struct batch *b, uint16_t type, uint16_t flags, uint8_t family,
			 uint16_t resource)
{
	struct nlmsghdr head = {.nlmsg_type = type,
				.nlmsg_flags = NLM_F_REQUEST | flags,
				.nlmsg_seq = ++b->sequence};
	struct nfgenmsg generic = {.nfgen_family = family, .res_id = htons(resource)};

	b->message = b->size;
	put(b, &head, sizeof(head));
	put(b, &generic, sizeof(generic));
}

static void add(struct batch *b, uint16_t type, const void *data, size_t size)
{
	struct nlattr head = {.nla_len = (uint16_t)(sizeof(head) + size),
			      .nla_type = type};

	put(b, &head, sizeof(head));
	put(b, data, size);
}

static void add_text(struct batch *b, uint16_t type, const char *text)
{
	add(b, type, text, strlen(text) + 1);
}

static void add_u32(struct batch *b, uint16_t type, uint32_t value)
{
	uint32_t big_endian = htonl(value);

	add(b, type, &big_endian, sizeof(big_endian));
}

static size_t open_nest(struct batch *b, uint16_t type)
{
	size_t at = b->size;

	add(b, type | NLA_F_NESTED, NULL, 0);
	return at;
}

static void close_nest(struct batch *b, size_t at)
{
	((struct nlattr *)(b->data + at))->nla_len = (uint16_t)(b->size - at);
}

static uint16_t nft(uint16_t message)
{
	return (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | message);
}

static void put_table(struct batch *b)
{
	open_message(b, nft(NFT_MSG_NEWTABLE), NLM_F_CREATE | NLM_F_ACK, NFPROTO_IPV4, 0);
	add_text(b, NFTA_TABLE_NAME, TABLE);
	close_message(b);
}

static void put_chain(struct batch *b)
{
	size_t hook;

	open_message(b, nft(NFT_MSG_NEWCHAIN), NLM_F_CREATE | NLM_F_ACK, NFPROTO_IPV4, 0);
	add_text(b, NFTA_CHAIN_TABLE, TABLE);
	add_text(b, NFTA_CHAIN_NAME, CHAIN);
	hook = open_nest(b, NFTA_CHAIN_HOOK);
	add_u32(b, NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_IN);
	add_u32(b, NFTA_HOOK_PRIORITY, 0);
	close_nest(b, hook);
	add_text(b, NFTA_CHAIN_TYPE, "filter");
	close_message(b);
}

/* One expression: drop. The nonce travels along as user data. */
static void put_rule(struct batch *b, const char *nonce)
{
	size_t expressions, element, expression, data, verdict;

	open_message(b, nft(NFT_MSG_NEWRULE), NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK,
		     NFPROTO_IPV4, 0);
	add_text(b, NFTA_RULE_TABLE, TABLE);
	add_text(b, NFTA_RULE_CHAIN, CHAIN);
	expressions = open_nest(b, NFTA_RULE_EXPRESSIONS);
	element = open_nest(b, NFTA_LIST_ELEM);
	add_text(b, NFTA_EXPR_NAME, "immediate");
	expression = open_nest(b, NFTA_EXPR_DATA);
	add_u32(b, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	data = open_nest(b, NFTA_IMMEDIATE_DATA);
	verdict = open_nest(b, NFTA_DATA_VERDICT);
	add_u32(b, NFTA_VERDICT_CODE, NF_DROP);
	close_nest(b, verdict);
	close_nest(b, data);
	close_nest(b, expression);
	close_nest(b, element);
	close_nest(b, expressions);
	add(b, NFTA_RULE_USERDATA, nonce, strlen(nonce));
	close_message(b);
}

static int send_batch(int fd, struct batch *b)
{
	return send(fd, b->data, b->size, 0) < 0 ? -errno : 0;
}

/* As many acknowledgements as messages asked for one. */
static int take_acks(int fd, int n)
{
	_Alignas(8) char buf[4096];

	while (n > 0) {
		ssize_t size = recv(fd, buf, sizeof(buf), 0);
		struct nlmsghdr *m = (struct nlmsghdr *)buf;

		if (size < 0)
			return -errno;
		for (; NLMSG_OK(m, size); m = NLMSG_NEXT(m, size), n--) {
			const struct nlmsgerr *e = NLMSG_DATA(m);

			if (m->nlmsg_type != NLMSG_ERROR)
				return -EBADMSG;
			if (e->error < 0)
				return e->error;
		}
	}
	return 0;
}

static int make_rule(int fd, const char *nonce)
{
	struct batch b = {.size = 0};
	int err;

	open_message(&b, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	close_message(&b);
	put_table(&b);
	put_chain(&b);
	put_rule(&b, nonce);
	open_message(&b, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
	close_message(&b);
	err = send_batch(fd, &b);
	return err < 0 ? err : take_acks(fd, 3);
}

/* How many rules the chain has, and whether one of them carries the nonce. */
static int list_rules(int fd, const char *nonce, bool *ret_ours)
{
	_Alignas(8) char buf[8192];
	struct batch b = {.size = 0};
	int n = 0, err;

	*ret_ours = false;
	open_message(&b, nft(NFT_MSG_GETRULE), NLM_F_DUMP, NFPROTO_IPV4, 0);
	add_text(&b, NFTA_RULE_TABLE, TABLE);
	add_text(&b, NFTA_RULE_CHAIN, CHAIN);
	close_message(&b);
	err = send_batch(fd, &b);
	while (err == 0) {
		ssize_t size = recv(fd, buf, sizeof(buf), 0);
		struct nlmsghdr *m = (struct nlmsghdr *)buf;

		if (size < 0)
			return -errno;
		for (; NLMSG_OK(m, size); m = NLMSG_NEXT(m, size)) {
			if (m->nlmsg_type == NLMSG_DONE)
				return n;
			if (m->nlmsg_type == NLMSG_ERROR)
				return ((struct nlmsgerr *)NLMSG_DATA(m))->error;
			n++;
			*ret_ours |=
				memmem(m, m->nlmsg_len, nonce, strlen(nonce)) != NULL;
		}
	}
	return err;
}

static int raise_loopback(int fd)
{
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};

	return ioctl(fd, SIOCSIFFLAGS, &r) < 0 ? -errno : 0;
}

/* Does a datagram to ourselves arrive? -1 with errno when it cannot even be sent. */
static int arrives(int fd, const struct sockaddr_in *to)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char c = 'x';

	if (sendto(fd, &c, 1, 0, (const struct sockaddr *)to, sizeof(*to)) < 0)
		return -1;
	if (poll(&p, 1, WAIT_MS) <= 0)
		return 0;
	return recv(fd, &c, 1, 0) == 1;
}

static void use_rule(int nl, int udp, const struct sockaddr_in *to, const char *nonce,
		     struct outcome *o)
{
	bool ours;
	int n;

	if (arrives(udp, to) != 1)
		outcome_fail(o, "a datagram arrives as long as there is no rule",
			     "none: %m");
	n = make_rule(nl, nonce);
	if (n < 0) {
		outcome_fail(o, "a table, a chain and a rule are made", "%s",
			     strerrorname_np(-n));
		return;
	}
	n = list_rules(nl, nonce, &ours);
	if (n < 0)
		outcome_fail(o, "the rules are listed", "%s", strerrorname_np(-n));
	else if (n != 1 || !ours)
		outcome_fail(o, "one rule with this run's nonce", "%d, %s", n,
			     ours ? "one with it" : "none with it");
	if (arrives(udp, to) != 0)
		outcome_fail(o, "the rule drops a datagram", "it arrived");
}

void feature_nftables(struct guest *g, const char *argument, struct outcome *o)
{
	struct sockaddr_in self = {.sin_family = AF_INET, .sin_port = htons(4242)};
	int nl, udp;

	(void)argument;
	self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (unshare(CLONE_NEWNET) < 0) {
		outcome_fail(o, "a network namespace", "%s", strerrorname_np(errno));
		return;
	}
	nl = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (nl < 0 || udp < 0)
		outcome_fail(o, "a netlink and a UDP socket", "%s",
			     strerrorname_np(errno));
	else if (raise_loopback(udp) < 0 ||
		 bind(udp, (struct sockaddr *)&self, sizeof(self)) < 0)
		outcome_fail(o, "a loopback interface", "%s", strerrorname_np(errno));
	else
		use_rule(nl, udp, &self, g->nonce, o);
	close(nl);
	close(udp);
}
