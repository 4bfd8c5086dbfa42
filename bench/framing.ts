/** What the framing costs a frame: decode and encode of one `post` of 100 bytes. node bench/framing.ts */
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { requestEnvelope } from "@partyline/shared/protocol/envelope";
import { methods } from "@partyline/shared/protocol/methods";

const params = {
	room: "#general",
	id: "019aabcd-1234-7abc-8abc-123456789abc",
	text: "x".repeat(100),
};
const envelope = requestEnvelope(1, "post", params);
const frame = encodeFrame(envelope);
const decoder = new FrameDecoder();

/** Nanoseconds a call, the least of five rounds after one to warm up. */
function measure(work: () => void): number {
	const rounds = Array.from({ length: 6 }, () => {
		const began = performance.now();
		for (let count = 0; count < 200_000; count++) work();
		return ((performance.now() - began) * 1e6) / 200_000;
	});
	return Math.round(Math.min(...rounds.slice(1)));
}

const rows = {
	[`encode a frame of ${frame.length} bytes`]: measure(() => void encodeFrame(envelope)),
	"decode it": measure(() => void decoder.push(frame)),
	"check its parameters": measure(() => void methods.post.params.safeParse(params)),
};
for (const [what, ns] of Object.entries(rows)) process.stdout.write(`${what}: ${ns} ns\n`);
