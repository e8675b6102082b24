//! JSON documents and the schemas that describe them, checked with a validator that is not ours.

use std::collections::BTreeSet;

use boon::{Compiler, Draft, Schemas};
use serde_json::Value;

/// Where the document with the schemas is, for the validator.
const HERE: &str = "https://localhost/schemas.json";

/// A document with schemas.
pub struct Checker {
    document: Value,
    /// The pointer to the schemas by name.
    folder: &'static str,
    checked: BTreeSet<String>,
}

impl Checker {
    /// The schemas in `docs/schema.json`.
    pub fn of_outputs() -> Self {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema.json")).unwrap();
        Self::new(serde_json::from_str(&text).unwrap(), "/$defs/")
    }

    pub fn new(document: Value, folder: &'static str) -> Self {
        Self { document, folder, checked: BTreeSet::new() }
    }

    /// What is wrong with a value according to the schema at a pointer.
    pub fn faults_at(&self, pointer: &str, value: &Value) -> Option<String> {
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.set_default_draft(Draft::V2020_12);
        compiler.add_resource(HERE, self.document.clone()).unwrap();
        let schema = compiler.compile(&format!("{HERE}#{pointer}"), &mut schemas).unwrap_or_else(|error| {
            panic!("{pointer}: {error:#}");
        });
        schemas.validate(value, schema).err().map(|error| format!("{error:#}"))
    }

    fn faults(&self, name: &str, value: &Value) -> Option<String> {
        self.faults_at(&format!("{}{name}", self.folder), value)
    }

    /// Asserts that a value is valid, and that it is not with a required member less, a member more, or a member of
    /// another type.
    #[track_caller]
    pub fn accepts(&mut self, name: &str, value: &Value) {
        assert_eq!(self.faults(name, value), None, "{name}: {value}");
        if !self.checked.insert(name.to_owned()) {
            return;
        }
        for wrong in [Value::Null, Value::from(7), Value::from("text")] {
            assert!(self.faults(name, &wrong).is_some(), "{name} allows {wrong}");
        }
        let Value::Object(members) = value else { return };
        let schema = self.document.pointer(&format!("{}{name}", self.folder)).unwrap().clone();
        if let Some(required) = schema["required"].as_array() {
            for member in required {
                let mut less = members.clone();
                assert!(less.remove(member.as_str().unwrap()).is_some(), "{name} requires {member}");
                assert!(self.faults(name, &less.into()).is_some(), "{name} does not need {member}");
            }
            for (member, _) in members.iter().filter(|(_, value)| !value.is_object() && !value.is_array()) {
                let mut other = members.clone();
                other.insert(member.clone(), serde_json::json!([["another type"]]));
                assert!(self.faults(name, &other.into()).is_some(), "{name} allows any {member}");
            }
        }
        let mut more = members.clone();
        more.insert("unknown_member".into(), "text".into());
        let may_have_more = schema["properties"].is_object() && schema.get("additionalProperties").is_none();
        assert_eq!(self.faults(name, &more.into()).is_none(), may_have_more, "{name}: an unknown member");
    }

    /// The same for each line.
    #[track_caller]
    pub fn accepts_lines(&mut self, name: &str, lines: &str) {
        for line in lines.lines() {
            self.accepts(name, &serde_json::from_str(line).unwrap());
        }
    }
}
