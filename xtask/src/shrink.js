// Shrinks WebAssembly modules, one after the other: most are so small that a process of its own takes longer to start than to work.
// Arguments: where binaryen's module is, and a file with a line for each module, `from<tab>to`.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [binaryenFile, list] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(binaryenFile).href);
const { BulkMemory, BulkMemoryOpt, MutableGlobals, Multivalue, NontrappingFPToInt, ReferenceTypes, SignExt } = binaryen.Features;
// What rustc's output needs switched on.
const features = BulkMemory | BulkMemoryOpt | MutableGlobals | Multivalue | NontrappingFPToInt | ReferenceTypes | SignExt;
// The smallest form, as `wasm-opt -Oz` makes it. To repeat until nothing changes takes twice the time for 0.3 % of the bytes.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
for (const line of readFileSync(list, "utf8").split("\n").filter(Boolean)) {
  const [from, to] = line.split("\t");
  const module = binaryen.readBinary(readFileSync(from));
  module.setFeatures(features);
  module.optimize();
  if (!module.validate()) throw new Error(`${from}: what was made of it is not valid`);
  // What a stopped run leaves is no result.
  writeFileSync(`${to}.partial`, module.emitBinary());
  renameSync(`${to}.partial`, to);
  module.dispose();
}
