import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Address } from "./daemon.ts";
import type { Random } from "./random.ts";

/** What the network is like at the moment; an empty one is as good as none between. */
export type Weather = {
	/** How long every chunk is held back. */
	readonly delayMs?: number;
	/** Chunks are cut into pieces of 1 to so many bytes, each a write of its own. */
	readonly pieceBytes?: number;
	readonly bytesPerSecond?: number;
};

/** One connection through the proxy. */
export type Line = {
	/** Both ends see a reset; what was under way is lost. */
	reset(): void;
	/** Both ends see an orderly end; what was under way may be lost. */
	finish(): void;
	/** The port that the connection was made from. */
	readonly port: number;
	/** Nothing goes through any more, and nobody is told: a cable pulled, a machine asleep; `forGood`, it never thaws. */
	freeze(forGood?: boolean): void;
	/** The cable is back: what both ends have sent goes through. */
	thaw(): void;
};

/** A TCP proxy that does to connections what networks do. */
export type FaultProxy = {
	readonly address: Address;
	/** The connections that are open now. */
	readonly lines: ReadonlySet<Line>;
	setWeather(weather: Weather): void;
	/** Takes nobody in any more, and again: they are reset at once, as where nothing listens. */
	setOpen(open: boolean): void;
	close(): Promise<void>;
};

type World = {
	readonly target: Address;
	readonly random: Random;
	readonly lines: Set<Line>;
	weather: Weather;
	open: boolean;
};

/** Opens a proxy to `target` on a free port. */
export async function openFaultProxy(target: Address, random: Random): Promise<FaultProxy> {
	const world: World = { target, random, lines: new Set(), weather: {}, open: true };
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
		join(world, socket),
	);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		address: addressOf(server),
		lines: world.lines,
		setWeather(weather) {
			world.weather = weather;
		},
		setOpen(open) {
			world.open = open;
		},
		async close() {
			for (const line of world.lines) line.reset();
			server.close();
			await once(server, "close");
		},
	};
}

function addressOf(server: Server): Address {
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the proxy has no port");
	return { host: address.address, port: address.port };
}

function join(world: World, near: Socket): void {
	// A socket that breaks closes, and that is where it is looked at.
	near.on("error", () => {});
	if (!world.open) {
		near.resetAndDestroy();
		return;
	}
	const far = connect({ ...world.target, allowHalfOpen: true, noDelay: true });
	far.on("error", () => {});
	const line = createLine(near, far);
	world.lines.add(line);
	const leave = () => {
		world.lines.delete(line);
		line.reset();
	};
	Promise.all([pump(world, line, [near, far]), pump(world, line, [far, near])]).then(leave, leave);
}

type OpenLine = Line & {
	/** Resolves when nothing is frozen. */
	passable(): Promise<void>;
	readonly signal: AbortSignal;
};

function createLine(near: Socket, far: Socket): OpenLine {
	const ended = new AbortController();
	let thawed: PromiseWithResolvers<void> | undefined;
	let isFrozenForGood = false;
	const both = [near, far];
	const end = (how: (socket: Socket) => void) => {
		ended.abort();
		thawed?.resolve();
		for (const socket of both) how(socket);
	};
	return {
		reset: () => end((socket) => socket.resetAndDestroy()),
		finish: () => end((socket) => socket.destroySoon()),
		port: near.remotePort ?? 0,
		freeze(forGood = false) {
			isFrozenForGood ||= forGood;
			thawed ??= Promise.withResolvers();
		},
		thaw() {
			if (isFrozenForGood) return;
			thawed?.resolve();
			thawed = undefined;
		},
		passable: () => thawed?.promise ?? Promise.resolve(),
		signal: ended.signal,
	};
}

/** Carries bytes one way until its end; rejects when the line breaks. */
async function pump(world: World, line: OpenLine, [from, to]: [Socket, Socket]): Promise<void> {
	for await (const chunk of from) {
		if (world.weather.delayMs !== undefined)
			await pause(world.weather.delayMs, undefined, { signal: line.signal });
		for (const piece of cut(chunk, world)) {
			await line.passable();
			line.signal.throwIfAborted();
			if (!to.write(piece)) await once(to, "drain", { signal: line.signal });
			const { bytesPerSecond } = world.weather;
			if (bytesPerSecond !== undefined)
				await pause((1_000 * piece.length) / bytesPerSecond, undefined, { signal: line.signal });
		}
	}
	to.end();
}

function* cut(chunk: Buffer, { weather, random }: World): Generator<Buffer> {
	if (weather.pieceBytes === undefined) {
		yield chunk;
		return;
	}
	for (let at = 0; at < chunk.length; ) {
		const end = at + random.between(1, weather.pieceBytes);
		yield chunk.subarray(at, end);
		at = end;
	}
}
