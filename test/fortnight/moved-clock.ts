// Moves the clock of a process ahead, as libfaketime does: `node --import` it, with `CLOCK_AHEAD_MS` in the environment.
const aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0);

const SystemDate = Date;
globalThis.Date = new Proxy(SystemDate, {
    construct: (date, args: unknown[], target) =>
        Reflect.construct(date, args.length === 0 ? [SystemDate.now() + aheadMs] : args, target) as object,
    apply: () => new SystemDate(SystemDate.now() + aheadMs).toString(),
    get: (date, key) => (key === 'now' ? () => SystemDate.now() + aheadMs : (Reflect.get(date, key) as unknown)),
});
