import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { pin } from "../machine.ts";
import { keepChild, withFolder } from "../take-away.ts";
import type { Peer } from "./peer.ts";

/** A peer that listens. */
export type Running = { readonly port: number; readonly pid: number };

/** How long a server may take until it listens, where much else wants to run. */
const startMs = 60_000;

/** How long it may take to end. */
const endMs = 10_000;

/** The port that was free may be somebody else's by the time the server wants it. */
const mostTries = 3;

/** Runs something against a peer of its own on the core of the servers, and takes the peer and its folder away. */
export async function withPeer<T>(peer: Peer, run: (running: Running) => Promise<T>): Promise<T> {
	return await withFolder(async (folder) => {
		const { port, child } = await start(peer, folder);
		try {
			return await run({ port, pid: child.pid ?? 0 });
		} finally {
			await end(child);
		}
	});
}

async function start(
	peer: Peer,
	folder: string,
): Promise<{ readonly port: number; readonly child: ChildProcess }> {
	for (let tries = 1; ; tries++) {
		const port = await findFreePort();
		const [program, ...args] = pin("server", peer.command({ port, folder }));
		const child = keepChild(spawn(program, args, { stdio: "ignore" }));
		if (await listens(child, port)) return { port, child };
		const ended = hasEnded(child);
		await end(child);
		if (!ended || tries === mostTries) throw new Error(`${peer.name} does not listen on ${port}.`);
	}
}

/** Resolves with whether a server listens; it does not where it has ended, or where all patience was at its end. */
async function listens(child: ChildProcess, port: number): Promise<boolean> {
	const giveUpAt = performance.now() + startMs;
	while (!hasEnded(child) && performance.now() < giveUpAt) {
		if (await answers(port)) return true;
		await delay(20);
	}
	return false;
}

/** Ends a server; one that has too much left to do to hear the signal is killed. */
async function end(child: ChildProcess): Promise<void> {
	if (hasEnded(child)) return;
	const exited = once(child, "exit");
	child.kill("SIGTERM");
	const killer = setTimeout(() => child.kill("SIGKILL"), endMs);
	await exited;
	clearTimeout(killer);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode !== null || signalCode !== null;
}

async function answers(port: number): Promise<boolean> {
	const socket = connect(port, "127.0.0.1");
	try {
		await once(socket, "connect");
		return true;
	} catch {
		// Nobody listens yet: that is what is asked.
		return false;
	} finally {
		socket.destroy();
	}
}

async function findFreePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	if (address === null || typeof address === "string") throw new Error("There is no free port.");
	return address.port;
}
