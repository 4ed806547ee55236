/**
 * Loaded into the process of the tenant under attack with `--import`. It measures what cannot be seen from outside: how long the event loop was held
 * up, in time of its own processor, so that other work on the machine does not count; the largest resident memory; and what was added to
 * `Object.prototype`.
 */
const INTERVAL_MS = 50;

let longestBlockMs = 0;
let maxRssBytes = 0;
let before = process.threadCpuUsage();

const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    longestBlockMs = Math.max(longestBlockMs, (user + system) / 1000);
    maxRssBytes = Math.max(maxRssBytes, process.memoryUsage.rss());
    before = process.threadCpuUsage();
};

setInterval(look, INTERVAL_MS).unref();
process.on('message', () => {
    look();
    process.send?.({ longestBlockMs, maxRssBytes, pollution: Object.getOwnPropertyNames(Object.prototype).length });
    longestBlockMs = 0;
});
// Listening must not keep the process alive.
process.channel?.unref();
