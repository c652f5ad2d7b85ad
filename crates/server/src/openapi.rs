//! The OpenAPI 3.1 document, made from the route table.

use jaettu_domain::endpoint::{Access, Endpoint, Kind, Method, Param};
use jaettu_domain::problem::Problem;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// What the document says about one endpoint.
#[derive(Debug)]
pub struct Operation {
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    params: &'static [Param],
    fields: &'static [Param],
    access: Access,
    status: u16,
    reply: Value,
}

impl Operation {
    /// Describes an endpoint, adding the schema of its reply to `schemas`.
    pub fn of<E: Endpoint<Reply: JsonSchema>>(schemas: &mut SchemaGenerator) -> Self {
        Self {
            method: E::METHOD,
            path: E::PATH,
            id: E::OPERATION,
            summary: E::SUMMARY,
            params: E::PARAMS,
            fields: E::FIELDS,
            access: E::ACCESS,
            status: E::STATUS,
            reply: schemas.subschema_for::<E::Reply>().to_value(),
        }
    }

    fn describe(&self, problem: &Value) -> Value {
        let problem = json!({ "content": { "application/problem+json": { "schema": problem } } });
        let answer = |description: &str| {
            let mut answer = problem.clone();
            answer["description"] = description.into();
            answer
        };
        let mut responses = json!({
            self.status.to_string(): {
                "description": "The answer",
                "content": { "application/json": { "schema": self.reply } },
            },
            "400": answer("A parameter or a field is not what it should be"),
            "default": answer("Any other problem"),
        });
        if !matches!(self.access, Access::Anyone | Access::Personal) {
            responses["401"] = answer("Nobody is signed in");
        }
        if matches!(self.access, Access::Staff | Access::Admin) {
            responses["403"] = answer("Somebody is signed in who may not do this");
        }
        if !matches!(self.method, Method::Get) {
            responses["422"] = answer("A rule refuses; `errors` holds every reason");
        }
        if self.path.contains('{') {
            responses["404"] = answer("There is no such thing");
        }
        let tag = self
            .path
            .trim_start_matches("/api/v1/")
            .split('/')
            .next()
            .unwrap_or_default();
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "tags": [tag],
            "parameters": self.params.iter().map(|param| parameter(param, self.path)).collect::<Vec<_>>(),
            "responses": responses,
        });
        if !self.fields.is_empty() {
            operation["requestBody"] =
                json!({ "content": { "application/json": { "schema": body(self.fields) } } });
        }
        if !matches!(self.access, Access::Anyone | Access::Personal) {
            operation["security"] = json!([{ "session": [] }]);
        }
        if matches!(self.method, Method::Post)
            && let Some(parameters) = operation["parameters"].as_array_mut()
        {
            parameters.push(json!({
                "name": "Idempotency-Key",
                "in": "header",
                "description": "What the client calls this request: sent again with the same key, it has the same answer and no second effect",
                "schema": { "type": "string", "maxLength": 64 },
            }));
        }
        operation
    }
}

/// A flat object; fields that are not named are refused.
fn body(fields: &[Param]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = schema(field.kind);
            schema["description"] = field.doc.into();
            (field.name.to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Text(longest) => json!({ "type": "string", "maxLength": longest }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::OneOf(words) => json!({ "type": "string", "enum": words }),
        Kind::Texts(longest) => {
            json!({ "type": "array", "items": { "type": "string", "maxLength": longest } })
        }
    }
}

fn parameter(param: &Param, path: &str) -> Value {
    let in_path = path.contains(&format!("{{{}}}", param.name));
    json!({
        "name": param.name,
        "in": if in_path { "path" } else { "query" },
        "required": in_path,
        "description": param.doc,
        "schema": schema(param.kind),
    })
}

/// What the document says about a file that can be fetched.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Address.
    pub path: &'static str,
    /// What it holds, in one sentence.
    pub summary: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// Among which others it stands.
    pub tag: &'static str,
    /// Parameters of the query and of the path.
    pub params: &'static [Param],
}

impl File {
    fn describe(&self) -> Value {
        let id = self
            .path
            .trim_start_matches("/api/v1/")
            .trim_matches('/')
            .replace(['/', '.'], "_")
            .replace(['{', '}'], "");
        // What answers in JSON tells in JSON what is wrong.
        let problem = match self.media {
            "application/json" => self.media,
            _ => "application/problem+json",
        };
        json!({
            "operationId": id,
            "summary": self.summary,
            "tags": [self.tag],
            "parameters": self.params.iter().map(|param| parameter(param, self.path)).collect::<Vec<_>>(),
            "responses": {
                "200": { "description": "The answer", "content": { self.media: {} } },
                "default": { "description": "A problem", "content": { problem: {} } },
            },
        })
    }
}

/// The generator that the document's schemas come from: OpenAPI 3.1 keeps them under `components`.
pub fn schemas() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|s| s.definitions_path = "/components/schemas".into())
        .into_generator()
}

/// The document of these operations.
pub fn document(operations: &[Operation], files: &[File], mut schemas: SchemaGenerator) -> Value {
    let problem = schemas.subschema_for::<Problem>().to_value();
    let mut paths = Map::new();
    for operation in operations {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_lowercase()] = operation.describe(&problem);
    }
    for file in files {
        paths.insert(file.path.to_owned(), json!({ "get": file.describe() }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Jaettu",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The sharing economy of Helsinki's city libraries",
            "description": "Texts are {fi, sv, en}. Instants are RFC 3339 in UTC. Problems are RFC 9457; `code` is stable. Lists are pages {items, next}.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "__Host-jaettu" } },
        },
    })
}
