import { spawnSync } from "node:child_process";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { type Figure, Home, quantile } from "./chat.ts";
import { World } from "./world.ts";
import { busyRoom, people, tokenOf } from "./world-lines.ts";

const bareSend = new URL("bare-send.js", import.meta.url).pathname;

/** Something that is run again and again, and what its time is divided by. */
type Run = {
	readonly what: string;
	readonly command: () => readonly string[];
	readonly over?: "bare" | "bareSend";
};

/**
 * From the start of a verb to its end, by turns with a Node that does nothing, and with a program of a few lines that
 * asks the server for the same: what a verb takes over that is ours, and not the server's or the network's.
 */
export async function measureVerbs(dist: string, turns = 20): Promise<Figure[]> {
	await using world = await World.open(dist, 1_000);
	using home = new Home(dist);
	home.signIn(world.port);
	const { port } = world;
	const runs: Readonly<Record<string, Run>> = {
		bare: { what: "node -e 0", command: () => [process.execPath, "-e", "0"] },
		bareSend: { what: "a send of a few lines", command: () => bareCommand(port) },
		version: {
			what: "--version",
			command: () => home.command(port).with(2, "--version"),
			over: "bare",
		},
		help: {
			what: "send --help",
			command: () => home.command(port, "send", "--help"),
			over: "bare",
		},
		send: {
			what: "send",
			command: () => home.command(port, "send", busyRoom, "hello"),
			over: "bareSend",
		},
		tail: {
			what: "tail --no-follow",
			command: () => home.command(port, "tail", busyRoom, "--no-follow"),
			over: "bareSend",
		},
	};
	const took = new Map(Object.keys(runs).map((name) => [name, [] as number[]]));
	for (let turn = 0; turn < turns; turn++)
		for (const [name, { command }] of Object.entries(runs))
			took.get(name)?.push(timeOf(command(), home.env));
	const least = (name: string) => Math.min(...(took.get(name) ?? []));
	const middle = (name: string) => quantile(took.get(name) ?? [], 0.5);
	return Object.entries(runs).flatMap(([name, { what, over }]) => [
		{ what: `${what}, least`, value: least(name), unit: "ms" },
		...(over === undefined
			? []
			: [
					{
						what: `${what}, least, over ${runs[over]?.what}`,
						value: least(name) / least(over),
						unit: "x",
						goal: 1.5,
					},
					{
						what: `${what}, median, over ${runs[over]?.what}`,
						value: middle(name) / middle(over),
						unit: "x",
					},
				]),
	]);
}

function bareCommand(port: number): readonly string[] {
	// None of those who talk meanwhile.
	const token = tokenOf(people.at(-1) ?? "");
	return [process.execPath, bareSend, `${port}`, token, busyRoom, newMessageId()];
}

function timeOf(command: readonly string[], env: NodeJS.ProcessEnv): number {
	const [program = "", ...args] = command;
	const since = performance.now();
	const { status, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
	const took = performance.now() - since;
	if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
	return took;
}
