//! temporary
use xtask::*;
fn main() -> anyhow::Result<()> {
    let path = tools::for_build()?;
    let data = std::fs::read_to_string(root().join("assets/data/index.json"))?;
    let mut t = std::process::Command::new("trunk");
    t.current_dir(root())
        .env("PATH", &path)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("TRUNK_BUILD_RELEASE", "false")
        .env_remove("NO_COLOR");
    run::run(t.args(["build", "--offline", "--dist"]).arg(dist_dir()))?;
    let p = dist_dir().join("index.html");
    let text = std::fs::read_to_string(&p)?;
    let pre: Vec<String> = dist::FIRST_DATA.iter().map(|n| format!("data/{}", dist::data_file(&data, n).unwrap())).collect();
    std::fs::write(p, html::finish(&text, &pre)?)?;
    Ok(())
}
