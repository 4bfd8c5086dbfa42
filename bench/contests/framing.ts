import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { requestEnvelope } from "@partyline/shared/protocol/envelope";
import { methods } from "@partyline/shared/protocol/methods";
import type { Contest } from "../contest.ts";

const params = {
	room: "#general",
	id: "019aabcd-1234-7abc-8abc-123456789abc",
	text: "x".repeat(100),
};
const envelope = requestEnvelope(1, "post", params);
const frame = encodeFrame(envelope);
const decoder = new FrameDecoder();

const works: Readonly<Record<string, () => unknown>> = {
	"encode it": () => encodeFrame(envelope),
	"decode it": () => decoder.push(frame),
	"check its parameters": () => methods.post.params.safeParse(params),
};
const calls = 200_000;
const smokeCalls = 2_000;
const runs = 6;

/** What the framing costs a frame. */
export const framing: Contest = {
	name: `framing: a post of 100 bytes, ${frame.length} as a frame`,
	figures: [{ name: "a call", unit: "ns", better: "less" }],
	entrants: Object.entries(works).map(([name, work]) => ({
		name,
		measure: async ({ smoke }) => ({ "a call": nanoseconds(work, smoke ? smokeCalls : calls) }),
	})),
	goals: [],
};

/** The least of some runs after one to warm up: what is more is somebody else's. */
function nanoseconds(work: () => unknown, count: number): number {
	const took = Array.from({ length: runs }, () => {
		const began = performance.now();
		for (let call = 0; call < count; call++) work();
		return ((performance.now() - began) * 1e6) / count;
	});
	return Math.min(...took.slice(1));
}
