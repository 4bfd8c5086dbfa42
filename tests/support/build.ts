import { bundle } from "partyline/build";

/** Bundles once per run, so that the e2e tests run what is shipped. */
export async function setup(): Promise<void> {
	await bundle();
}
