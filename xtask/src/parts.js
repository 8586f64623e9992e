// The loader of the program's parts: `cargo xtask dist` puts it in plaque.js, in the place of the splitter's own.
//
// A part is one file of its own and files it shares with others: [file, names of the small modules inside it].
// Nothing runs before all files of a part are here; a file that did not come is asked for again by the next call.
const plaqueParts = (() => {
    const table = PARTS;
    const compiled = new Map();
    const running = new Map();
    const failed = new Set();
    const held = new Map();

    const shared = () => {
        const { SHARES } = initSync();
        return { __wasm_split: { SHARES } };
    };
    const once = (kept, key, make) => {
        if (!kept.has(key)) {
            const made = make();
            kept.set(key, made);
            made.catch(() => kept.delete(key));
        }
        return kept.get(key);
    };
    const fault = (reason, cause) => Object.assign(new Error(reason, { cause }), { reason });

    const compile = file => once(compiled, file, async () => {
        // What failed may be kept, cut, by the browser: it is asked of the host again.
        const cache = failed.has(file) ? "reload" : "default";
        try {
            const answer = await fetch(new URL(file, import.meta.url), { cache })
                .catch(cause => { throw fault("unreachable", cause); });
            if (!answer.ok) throw fault("missing", answer.status);
            const bytes = await answer.arrayBuffer()
                .catch(cause => { throw fault("unreachable", cause); });
            return await WebAssembly.compile(bytes)
                .catch(cause => { throw fault("damaged", cause); });
        } catch (error) {
            failed.add(file);
            throw error;
        }
    });
    const run = (key, module) => once(running, key, async () => {
        await WebAssembly.instantiate(await module(), shared());
    });
    const open = async name => {
        const files = await Promise.all(table[name].map(async ([file, inside]) => [file, inside, await compile(file)]));
        await Promise.all(files.flatMap(([file, inside, module]) => [
            run(file, () => module),
            ...inside.map(small => run(small, () => WebAssembly.compile(WebAssembly.Module.customSections(module, small)[0]))),
        ]));
    };

    // A file that is gone, or that is not what it was, may be one of a version that the host no longer has.
    const reason = async error => {
        if (error.reason === "unreachable") return "unreachable";
        try {
            const page = await fetch(new URL("./", import.meta.url), { cache: "no-store" });
            const own = new URL(import.meta.url).pathname.split("/").pop();
            if (page.ok && !(await page.text()).includes(own)) return "replaced";
        } catch {
            return "unreachable";
        }
        return error.reason ?? "damaged";
    };
    const load = name => async (callback, data) => {
        let came = false;
        while (!came) {
            try {
                await open(name);
                came = true;
            } catch (error) {
                const detail = { part: name, reason: await reason(error) };
                const event = new CustomEvent("plaque-part-failed", { cancelable: true, detail });
                // Whoever prevents the default holds the call until the part is wanted again; else it fails.
                if (dispatchEvent(event)) break;
                await new Promise(again => held.set(name, [...(held.get(name) ?? []), again]));
            }
        }
        initSync().__indirect_function_table.get(callback)(data, came);
    };
    addEventListener("plaque-part-wanted", ({ detail: name }) => {
        const calls = held.get(name) ?? [];
        held.delete(name);
        calls.forEach(again => again());
        if (calls.length === 0) table[name]?.forEach(([file]) => compile(file).catch(() => {}));
    });
    return { LOADERS };
})();
