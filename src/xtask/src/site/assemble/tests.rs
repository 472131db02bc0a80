//! A small site, assembled: names, integrity, offline list, refusals.

use std::path::PathBuf;

use super::*;

struct Folders {
    root: PathBuf,
}

impl Folders {
    fn new(name: &str, page: &str) -> Self {
        let root =
            std::env::temp_dir().join(format!("chartroom-assemble-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let files = [
            ("trunk/index.html", page),
            ("trunk/app.js", "new URL('app_bg.wasm', import.meta.url)"),
            ("trunk/app_bg.wasm", "\0asm"),
            ("trunk/boot.js", "import('./app.js'); init('/app_bg.wasm')"),
            ("trunk/engine-worker_loader.js", "// loader"),
            ("trunk/base.css", "a{}"),
            (
                "trunk/sw.js",
                "const VERSION = \"dev\";\nconst ASSETS = [];\n",
            ),
            ("packs/mce.pack", "CHRTPACK"),
            ("packs/mce.pack.br", "compressed by the packer"),
            ("packs/manifest.json", "{}"),
        ];
        for (file, text) in files {
            let file = root.join(file);
            fs::create_dir_all(file.parent().expect("folder")).expect("folder");
            fs::write(file, text).expect("write");
        }
        Self { root }
    }

    fn assemble(&self) -> Result<()> {
        run(
            &self.root.join("trunk"),
            &self.root.join("packs"),
            &self.root.join("dist"),
        )
    }

    fn dist(&self, start: &str, end: &str) -> String {
        let name = fs::read_dir(self.root.join("dist"))
            .expect("dist")
            .map(|entry| {
                entry
                    .expect("entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .find(|name| name.starts_with(start) && name.ends_with(end))
            .unwrap_or_else(|| panic!("no {start}…{end}"));
        format!(
            "{name}\n{}",
            fs::read_to_string(self.root.join("dist").join(&name)).expect("text")
        )
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

const PAGE: &str = r#"<meta name="chartroom-engine" content="/engine-worker_loader.js"><link rel="stylesheet" href="/base.css"/><link rel="modulepreload" href="/app.js"><script type="module" src="/boot.js"></script>"#;

#[test]
fn names_follow_content_through_every_reference() {
    let folders = Folders::new("names", PAGE);
    folders.assemble().expect("assembles");
    let wasm = folders.dist("app_bg-", ".wasm");
    let wasm = wasm.lines().next().expect("name");
    let glue = folders.dist("app-", ".js");
    assert!(glue.contains(&format!("'{wasm}'")), "{glue}");
    let glue = glue.lines().next().expect("name");
    let boot = folders.dist("boot-", ".js");
    assert!(
        boot.contains(&format!("'./{glue}'")) && boot.contains(&format!("'/{wasm}'")),
        "{boot}"
    );
    let page = folders.dist("index", ".html");
    let boot = boot.lines().next().expect("name");
    assert!(
        page.contains(&format!("src=\"/{boot}\" integrity=\"sha384-")),
        "{page}"
    );
    assert!(
        page.contains(&format!("href=\"/{glue}\" integrity=\"sha384-")),
        "{page}"
    );
    assert!(page.contains("content=\"/engine-worker_loader-"), "{page}");
}

#[test]
fn the_offline_list_names_every_file_but_the_worker() {
    let folders = Folders::new("offline", PAGE);
    folders.assemble().expect("assembles");
    let worker = folders.dist("sw", ".js");
    let digest = hex(&Sha256::digest("CHRTPACK"));
    assert!(
        worker.contains(&format!("[\"/packs/mce.pack\", \"{digest}\"]")),
        "{worker}"
    );
    assert!(
        worker.contains("[\"/\", ") && worker.contains("[\"/packs/manifest.json\", "),
        "{worker}"
    );
    assert!(
        !worker.contains(".br\"") && !worker.contains("\"/sw.js\""),
        "{worker}"
    );
    assert!(!worker.contains("\"dev\""), "{worker}");
    let copy = fs::read_to_string(folders.root.join("dist/packs/mce.pack.br")).expect("copy");
    assert_eq!(copy, "compressed by the packer");
}

#[test]
fn the_same_input_gives_the_same_site() {
    let (first, second) = (Folders::new("same-1", PAGE), Folders::new("same-2", PAGE));
    first.assemble().expect("assembles");
    second.assemble().expect("assembles");
    let all = |folders: &Folders| -> Vec<(String, String)> {
        Asset::read_all(&folders.root.join("dist"), "")
            .expect("dist")
            .iter()
            .map(|asset| (asset.path.clone(), asset.sha256()))
            .collect()
    };
    assert_eq!(all(&first), all(&second));
}

#[test]
fn inline_script_and_style_are_refused() {
    for page in [
        "<script>let a = 1</script>",
        "<script type=\"module\">x</script>",
        "<p style=\"x\">",
        "<style>a{}</style>",
    ] {
        let folders = Folders::new("inline", page);
        let problem = folders.assemble().expect_err("must be refused");
        assert!(problem.to_string().contains("inline"), "{problem}");
    }
}
