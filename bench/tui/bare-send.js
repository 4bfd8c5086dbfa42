// What `partyline send` does at the very least, with nothing but Node: comes in, joins the room, says something and goes.
import { connect } from "node:net";

const [port, token, room, id] = process.argv.slice(2);
const waiting = new Map();
let text = "";
let lastId = 0;

const socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
socket.setEncoding("utf8").on("data", (chunk) => {
	text += chunk;
	const lines = text.split("\n");
	text = lines.pop() ?? "";
	for (const line of lines) {
		const { id: answered, result } = JSON.parse(line);
		waiting.get(answered)?.(result);
	}
});

function call(method, params) {
	return new Promise((resolve, reject) => {
		waiting.set(++lastId, (result) => (result ? resolve(result) : reject(new Error(method))));
		socket.write(`${JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params })}\n`);
	});
}

await call("hello", { protocol: 1, client: "bench" });
await call("login", { token });
await call("join", { room });
await call("post", { room, id, text: "hello" });
await call("quit", {});
socket.destroy();
