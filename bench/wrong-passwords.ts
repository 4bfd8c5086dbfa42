/**
 * How long a login is refused, by turns: with a wrong password of an account, by a name that nobody has, and by that of
 * a guest. Prints the medians and their ratios to the first, which tell nobody which names there are when they are 1.
 *
 * node packages/partyline/build.ts && node bench/wrong-passwords.ts [rounds]
 */
import { connect, type Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import { request, withDaemon } from "./daemon.ts";

const [rounds = 60] = process.argv.slice(2).map(Number);
const names = ["ann", "nobody", "bob"];

await withDaemon(async (port) => {
	const ann = await enter(port);
	await ann.ask("register", { account: "ann", password: "correct battery" });
	await (await enter(port)).ask("login", { guest: "bob" });
	const took = new Map<string, number[]>(names.map((name) => [name, []]));
	for (let round = 0; round < rounds; round++) {
		// Nobody may take longer than ten seconds to log in.
		const guesser = await enter(port);
		for (const account of names) {
			const since = performance.now();
			await guesser.ask("login", { account, password: `a guess, the ${round}th` });
			took.get(account)?.push(performance.now() - since);
		}
		await guesser.ask("quit", {});
	}
	const [known = 0, ...others] = names.map((name) => median(took.get(name) ?? []));
	process.stdout.write(
		`median of ${rounds}: wrong password ${known.toFixed(1)} ms; ${others.map((ms, index) => `${index === 0 ? "unknown name" : "guest"} ${ms.toFixed(1)} ms, ratio ${(ms / known).toFixed(3)}`).join("; ")}\n`,
	);
});

type Caller = { ask(method: string, params: object): Promise<string> };

async function enter(port: number): Promise<Caller> {
	const socket: Socket = connect(port, "127.0.0.1").unref();
	const lines: Interface = createInterface({ input: socket });
	const answers = lines[Symbol.asyncIterator]();
	let id = 0;
	const ask = async (method: string, params: object) => {
		request(socket, { id: ++id, method, params });
		return String((await answers.next()).value);
	};
	await ask("hello", { protocol: 1, client: "bench" });
	return { ask };
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
