/** How long a login is refused, again and again. Takes a job as JSON, prints what became of it as JSON. */
import { NativeClient, RefusedError, readJob, tell, type Where } from "./native-client.ts";
import { quantile } from "./quantile.ts";

/** Whose names are tried with passwords that are not theirs, and how often. */
export type GuessesJob = Where & { readonly accounts: readonly string[]; readonly times: number };

/** The median for each name, in ms. */
export type GuessesOutcome = Readonly<Record<string, number>>;

const { accounts, times, ...where } = readJob<GuessesJob>();
const ann = await enter();
await ann.ask("register", { account: "ann", password: "correct battery" });
const bob = await enter();
await bob.ask("login", { guest: "bob" });
const took = new Map<string, number[]>(accounts.map((account) => [account, []]));
for (let time = 0; time < times; time++) {
	// Nobody may take longer than ten seconds to log in.
	const guesser = await enter();
	for (const account of accounts) {
		const since = performance.now();
		await refused(guesser.ask("login", { account, password: `a guess, the ${time}th` }));
		took.get(account)?.push(performance.now() - since);
	}
	guesser.destroy();
}
const medians = [...took].map(([account, values]) => [account, quantile(values, 0.5)] as const);
tell(Object.fromEntries(medians) satisfies GuessesOutcome);

async function enter(): Promise<NativeClient> {
	const client = new NativeClient(where);
	await client.ask("hello", { protocol: 1, client: "bench" });
	return client;
}

async function refused(login: Promise<unknown>): Promise<void> {
	try {
		await login;
	} catch (error) {
		if (error instanceof RefusedError) return;
		throw error;
	}
	throw new Error("A guess was right.");
}
