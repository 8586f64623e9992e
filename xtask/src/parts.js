// The loader of the program's parts: `cargo xtask dist` puts it in plaque.js, in the place of the splitter's own.
//
// A part is one file of its own and files it shares with others: [file, its name where another part may carry it inside].
// A module runs once, whichever file it came in.
// Nothing runs before all files of a part are here; a file that did not come is asked for again by the next call.
const plaqueParts = (() => {
    const table = PARTS;
    const compiled = new Map();
    const running = new Map();
    const failed = new Set();

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
    const compile = file => once(compiled, file, async () => {
        // What failed may be kept, cut, by the browser: it is asked of the host again.
        const cache = failed.has(file) ? "reload" : "default";
        try {
            const answer = await fetch(new URL(file, import.meta.url), { cache });
            if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
            return await WebAssembly.compile(await answer.arrayBuffer());
        } catch (error) {
            failed.add(file);
            throw error;
        }
    });
    const section = (module, name) => WebAssembly.Module.customSections(module, name)[0];
    // A part lists what it carries.
    const inside = module => {
        const list = section(module, "INSIDE");
        return list ? new TextDecoder().decode(list).split(" ").filter(Boolean) : [];
    };
    const run = (key, module) => once(running, key, async () => {
        await WebAssembly.instantiate(await module(), shared());
    });
    const open = async name => {
        // What another part has begun to run is not fetched, but waited for.
        const begun = table[name].filter(([, key]) => running.has(key)).map(([, key]) => running.get(key));
        const wanted = table[name].filter(([, key]) => !running.has(key));
        const files = await Promise.all(
            wanted.map(async ([file, key]) => [key ?? file, await compile(file)]));
        await Promise.all(begun.concat(files.flatMap(([key, module]) => [
            run(key, () => module),
            ...inside(module).map(small => run(small, () => WebAssembly.compile(section(module, small)))),
        ])));
    };

    // The program hears whether the part came: a lazy function that is `fallible` returns an error, and may be called again.
    const load = name => async (callback, data) => {
        const came = await open(name).then(() => true, error => console.error(error));
        initSync().__indirect_function_table.get(callback)(data, came === true);
    };
    // Fetches ahead of the first call; what goes wrong is heard by who calls.
    addEventListener("plaque-part-wanted", ({ detail: name }) => {
        table[name]?.filter(([, key]) => !running.has(key)).forEach(([file]) => compile(file).catch(() => {}));
    });
    return { LOADERS };
})();
