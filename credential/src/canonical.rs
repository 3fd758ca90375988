//! The canonical form of a document (RDFC-1.0, as N-Quads): what a Data Integrity proof is made over.

use std::collections::BTreeMap;

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, GraphName, NamedNode, Quad};
use serde_json::{Value, json};

use crate::contexts::context;

/// Why a document has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the document has no canonical form: {0}")]
pub struct NotCanonical(String);

/// The canonical N-Quads of a document.
///
/// # Errors
/// [`NotCanonical`]: it is no JSON-LD, or names a context that is not bundled.
pub fn canonical(document: &Value) -> Result<String, NotCanonical> {
    let [form] = canonicals([document])?;
    Ok(form)
}

/// As [`canonical`], for several documents at once: each context is read once for all of them, which is most of the work.
pub(crate) fn canonicals<const N: usize>(documents: [&Value; N]) -> Result<[String; N], NotCanonical> {
    let envelopes: Vec<Value> =
        documents.iter().enumerate().map(|(i, document)| json!({ "@id": envelope(i), "@graph": [document] })).collect();
    let text = serde_json::to_vec(&envelopes).map_err(failed)?;
    let mut datasets: BTreeMap<String, Dataset> = BTreeMap::new();
    for quad in JsonLdParser::new().for_slice(&text).with_load_document_callback(|address, _| load(address)) {
        let quad = quad.map_err(failed)?;
        let GraphName::NamedNode(graph) = &quad.graph_name else {
            return Err(NotCanonical("it has graphs within it".to_owned()));
        };
        let alone = Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() };
        datasets.entry(graph.as_str().to_owned()).or_default().insert(&alone);
    }
    let mut forms = std::array::from_fn(|_| String::new());
    for (i, form) in forms.iter_mut().enumerate() {
        *form = lines(datasets.remove(&envelope(i)).unwrap_or_default());
    }
    match datasets.keys().next() {
        Some(graph) => Err(NotCanonical(format!("it has a graph within it, {graph}"))),
        None => Ok(forms),
    }
}

/// The name of the graph that a document is put into, so that several can be told apart.
fn envelope(i: usize) -> String {
    NamedNode::new_unchecked(format!("urn:document:{i}")).into_string()
}

fn lines(mut dataset: Dataset) -> String {
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    lines.concat()
}

fn load(address: &str) -> Result<JsonLdRemoteDocument, Box<dyn std::error::Error + Send + Sync>> {
    let document = context(address).ok_or_else(|| format!("the context {address} is not known here"))?;
    Ok(JsonLdRemoteDocument { document: document.to_vec(), document_url: address.to_owned() })
}

fn failed(error: impl std::fmt::Display) -> NotCanonical {
    NotCanonical(error.to_string())
}
