// Builds what browsers load into the folder named by the first argument: node Browser/build.mjs <folder>.
// Installs the locked packages first when they are not there. Fails when a file outgrows its budget.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const source = dirname(fileURLToPath(import.meta.url));
const project = dirname(source);
const output = resolve(process.argv[2] ?? join(project, "wwwroot"));
const budgets = { "trunkline.css": 40 * 1024, "trunkline.js": 60 * 1024 }; // bytes after gzip

// Turbo adds a style element for its progress bar as soon as it loads, and the content security policy refuses it.
const turboWithoutInlineStyle = {
  name: "turbo-without-inline-style",
  setup(build) {
    build.onLoad({ filter: /turbo\.es2017-esm\.js$/ }, ({ path }) => {
      const call = "this.installStylesheetElement();";
      const code = readFileSync(path, "utf8");
      if (code.split(call).length !== 2) throw new Error("Turbo's progress bar has changed: see how it styles itself now.");
      return { contents: code.replace(call, ""), loader: "js" };
    });
  },
};

await alone(join(project, "node_modules.lock"), async () => {
  if (isCurrent()) return;
  installPackages();
  mkdirSync(output, { recursive: true });
  const made = { ...(await bundle()), ...copyWithHash("mark.svg"), ...copyWithHash("mark-unread.svg"), ...sprite() };
  keepBudgets(made);
  compress(made);
  removeOthers(made);
  cpSync(join(source, "icons.json"), join(output, "icons.json"));
  writeFileSync(join(output, "manifest.json"), JSON.stringify(made, null, 2));
});

function isCurrent() {
  const manifest = join(output, "manifest.json");
  if (!existsSync(manifest)) return false;
  const built = statSync(manifest).mtimeMs;
  const inputs = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [...inputs, join(project, "package-lock.json")].every((file) => statSync(file).mtimeMs <= built);
}

function installPackages() {
  const installed = join(project, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(project, "package-lock.json")).mtimeMs) return;
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: project, stdio: "inherit", shell: process.platform === "win32" });
}

async function bundle() {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    absWorkingDir: project,
    entryPoints: { trunkline: join(source, "trunkline.ts"), phone_numbers: join(source, "phone_numbers.ts"), style: join(source, "styles", "trunkline.css") },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    outdir: output,
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    publicPath: "/assets",
    loader: { ".woff2": "file" },
    plugins: [turboWithoutInlineStyle],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const files = Object.keys(metafile.outputs).map((path) => basename(path));
  return Object.fromEntries(files.map((file) => [plainName(file), file]));
}

// trunkline.3FA9B2C1.js was trunkline.js; the style sheet gets the product's name too.
function plainName(file) {
  const plain = file.replace(/\.[A-Z0-9]{8}\./, ".");
  return plain === "style.css" ? "trunkline.css" : plain;
}

function sprite() {
  const names = JSON.parse(readFileSync(join(source, "icons.json"), "utf8"));
  const symbols = names.map((name) => {
    const svg = readFileSync(join(project, "node_modules", "@tabler", "icons", "icons", "outline", `${name}.svg`), "utf8");
    const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`;
  });
  return withHash("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

function copyWithHash(name) {
  return withHash(name, readFileSync(join(source, name)));
}

function withHash(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = name.replace(".", `.${hash}.`);
  writeFileSync(join(output, file), content);
  return { [name]: file };
}

function keepBudgets(made) {
  for (const [name, most] of Object.entries(budgets)) {
    const size = gzipSync(readFileSync(join(output, made[name]))).length;
    if (size > most) throw new Error(`${name} has grown to ${size} bytes compressed; its budget is ${most}.`);
    console.log(`${name}: ${(size / 1024).toFixed(1)} of ${most / 1024} KB`);
  }
}

function compress(made) {
  for (const file of Object.values(made).filter((file) => !file.endsWith(".woff2"))) {
    const content = readFileSync(join(output, file));
    writeFileSync(join(output, `${file}.br`), brotliCompressSync(content));
    writeFileSync(join(output, `${file}.gz`), gzipSync(content, { level: 9 }));
  }
}

function removeOthers(made) {
  const wanted = new Set(Object.values(made).flatMap((file) => [file, `${file}.br`, `${file}.gz`]));
  for (const file of readdirSync(output)) if (!wanted.has(file)) rmSync(join(output, file), { recursive: true });
}

// Two builds may start at once (an editor and a shell); one works, the other waits and then finds the work done.
async function alone(lock, work) {
  for (;;) {
    try {
      closeSync(openSync(lock, "wx"));
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 5 * 60_000) rmSync(lock, { force: true });
      await new Promise((done) => setTimeout(done, 250));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
