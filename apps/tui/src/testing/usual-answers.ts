import type { Deed } from "@partyline/client";

const stored = { seq: 1, at: 0 };

/** What deeds answer where a test has laid out nothing else; the others answer nothing. */
export const usualAnswers: { readonly [D in Deed]?: object } = {
	kick: stored,
	mute: stored,
	unmute: stored,
	invite: stored,
	settings: stored,
	rename: stored,
	redact: stored,
	bans: { bans: [] },
	purge: { count: 0, samples: [], done: false },
	ignore: { ignored: [] },
	audit: { acts: [], more: false },
	devices: { devices: [] },
};
