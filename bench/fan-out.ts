/**
 * Deliveries a second from one room: MEMBERS connections in #general, SENDERS of them posting with
 * OUTSTANDING posts open each, for SECONDS, against a daemon process of its own. Closed loop; every
 * message is synced to disk before it is delivered. With --tls everybody comes over TLS.
 *
 * node packages/partyline/build.ts && node bench/fan-out.ts [members] [senders] [outstanding] [seconds] [--tls]
 */
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { v7 } from "uuid";
import { request, withDaemon } from "./daemon.ts";

const args = process.argv.slice(2);
const tls = args.includes("--tls");
const [members = 1000, senders = 10, outstanding = 4, seconds = 5] = args
	.filter((arg) => arg !== "--tls")
	.map(Number);
const text = "x".repeat(100);

type Member = { readonly socket: Socket; received: number; acks: number; onAck: () => void };

await withDaemon(async (port) => {
	const all: Member[] = [];
	for (let index = 0; index < members; index++) all.push(await enter(port, `m${index}`));
	for (const sender of all.slice(0, senders)) keepPosting(sender);
	await delay(1_000);
	const before = totals(all);
	const began = performance.now();
	await delay(seconds * 1_000);
	const after = totals(all);
	const took = (performance.now() - began) / 1_000;
	process.stdout.write(
		`${members} members, ${senders} senders x${outstanding}${tls ? ", TLS" : ""}: ${Math.round((after.received - before.received) / took)} deliveries/s, ${Math.round((after.acks - before.acks) / took)} posts/s\n`,
	);
	for (const { socket } of all) socket.destroy();
});

async function enter(port: number, name: string): Promise<Member> {
	const socket = dial({ port, host: "127.0.0.1", noDelay: true });
	const member: Member = { socket, received: 0, acks: 0, onAck: () => {} };
	const joined = Promise.withResolvers<void>();
	request(socket, { id: 1, method: "hello", params: { protocol: 1, client: "bench" } });
	request(socket, { id: 2, method: "login", params: { guest: name } });
	request(socket, { id: 3, method: "join", params: { room: "#general" } });
	socket.on("data", (chunk: Buffer) => {
		// Counts without parsing, so that the load is not the bottleneck: an answer begins with its id.
		const received = chunk.toString("latin1");
		member.received += received.split('"type":"message"').length - 1;
		if (received.includes('"id":3,"result"')) joined.resolve();
		const acks = received.split('"id":9,"result"').length - 1;
		member.acks += acks;
		for (let index = 0; index < acks; index++) member.onAck();
	});
	await joined.promise;
	return member;
}

function dial(where: { port: number; host: string; noDelay: boolean }): Socket {
	return tls
		? connectTls({ ...where, rejectUnauthorized: false }).setNoDelay(true)
		: connect(where);
}

function keepPosting(member: Member): void {
	const post = () => {
		const params = { room: "#general", id: v7(), text };
		request(member.socket, { id: 9, method: "post", params });
	};
	member.onAck = post;
	for (let index = 0; index < outstanding; index++) post();
}

function totals(all: readonly Member[]): { received: number; acks: number } {
	return all.reduce(
		(sum, { received, acks }) => ({ received: sum.received + received, acks: sum.acks + acks }),
		{ received: 0, acks: 0 },
	);
}
