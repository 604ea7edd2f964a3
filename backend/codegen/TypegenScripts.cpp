// Types for TypeScript and Python: structural types over the JSON itself.
#include "backend/codegen/TypegenParts.h"
#include "shared/core/Text.h"

namespace socle::codegen {

namespace {

std::string typeScriptScalar(const FieldModel &field)
{
    if (!field.enumName.empty()) {
        return field.enumName;
    }
    switch (field.scalar) {
    case Scalar::Text:
        return field.target.empty() ? "string" : "RecordId<\"" + field.target + "\">";
    case Scalar::Date:
        return "DateText";
    case Scalar::Number:
    case Scalar::Integer:
        return "number";
    case Scalar::Bool:
        return "boolean";
    case Scalar::Point:
        return "GeoPoint";
    case Scalar::Any:
        break;
    }
    return "unknown";
}

std::string typeScriptType(const FieldModel &field, bool isInput)
{
    std::string type = typeScriptScalar(field);
    if (!field.enumName.empty() && !field.isRequired && !field.isList) {
        type += " | \"\"";
    }
    if (isInput && field.isFile) {
        type += " | File | Blob";
    }
    return field.isList ? "Array<" + type + ">" : type;
}

/// Fields are made of word characters; those that begin with a digit need quotes.
std::string memberName(const std::string &name)
{
    return name.front() >= '0' && name.front() <= '9' ? textLiteral(name) : name;
}

void addRecord(std::string &out, const TypeModel &type)
{
    out += "/** A record of `" + type.collection + "`. */\nexport interface " + type.name
        + " {\n  collectionId: string;\n  collectionName: " + textLiteral(type.collection) + ";\n";
    std::string expand;
    for (const FieldModel &field : type.fields) {
        if (field.isWriteOnly) {
            continue;
        }
        out += "  " + memberName(field.name) + (mayBeAbsent(type, field) ? "?" : "") + ": "
            + typeScriptType(field, false) + ";\n";
        if (!field.target.empty()) {
            expand += "    " + memberName(field.name) + "?: " + field.target
                + (field.isList ? "[]" : "") + ";\n";
        }
    }
    if (!expand.empty()) {
        out += "  expand?: {\n" + expand + "  };\n";
    }
    out += "}\n\n";
}

void addInput(std::string &out, const TypeModel &type)
{
    out += "/** What creates a record of `" + type.collection + "`. */\nexport interface "
        + type.name + "Create {\n";
    for (const FieldModel &field : type.fields) {
        if (!field.isReadOnly) {
            const bool isNeeded = field.isRequired || field.isWriteOnly;
            out += "  " + memberName(field.name) + (isNeeded ? "" : "?") + ": "
                + typeScriptType(field, true) + ";\n";
        }
    }
    if (type.isAuth) {
        out += "  passwordConfirm: string;\n";
    }
    out += "}\n\n/** What changes one: members that are left out stay. */\nexport type " + type.name
        + "Update = Partial<" + type.name + "Create>"
        + (type.isAuth ? " & { oldPassword?: string };\n\n" : ";\n\n");
}

std::string pythonScalar(const FieldModel &field)
{
    if (!field.enumName.empty()) {
        return field.isRequired || field.isList ? field.enumName
                                                : "Union[" + field.enumName + ", Literal[\"\"]]";
    }
    switch (field.scalar) {
    case Scalar::Text:
    case Scalar::Date:
        return "str";
    case Scalar::Number:
        return "float";
    case Scalar::Integer:
        return "int";
    case Scalar::Bool:
        return "bool";
    case Scalar::Point:
        return "GeoPoint";
    case Scalar::Any:
        break;
    }
    return "Any";
}

std::string pythonType(const FieldModel &field)
{
    const std::string scalar = pythonScalar(field);
    return field.isList ? "List[" + scalar + "]" : scalar;
}

/// The functional form: any name may be a key.
void addTypedDict(std::string &out,
                  const std::string &name,
                  const std::string &members,
                  bool isTotal)
{
    out += name + " = TypedDict(\n    " + textLiteral(name) + ",\n    {\n" + members + "    },\n"
        + (isTotal ? "" : "    total=False,\n") + ")\n\n";
}

} // namespace

std::string typeScript(const Types &types)
{
    std::string out = "// " + std::string(kGenerated) + "\n/* eslint-disable */\n\n";
    out += "/** `YYYY-MM-DD HH:MM:SS.mmmZ`, or empty. */\nexport type DateText = string;\n\n"
           "export interface GeoPoint {\n  lon: number;\n  lat: number;\n}\n\n"
           "/** The id of a record of `T`; a plain string at run time. */\n"
           "export type RecordId<T extends string> = string & { readonly __of?: T };\n\n"
           "export interface Page<T> {\n  items: T[];\n  page: number;\n  perPage: number;\n"
           "  totalItems: number;\n  totalPages: number;\n}\n\n";
    for (const TypeModel &type : types) {
        for (const FieldModel &field : type.fields) {
            if (!field.enumName.empty()) {
                std::string choices;
                for (const std::string &choice : field.choices) {
                    choices += (choices.empty() ? "" : " | ") + textLiteral(choice);
                }
                out += "export type " + field.enumName + " = " + choices + ";\n\n";
            }
        }
        addRecord(out, type);
        if (!type.isView) {
            addInput(out, type);
        }
    }
    std::string records;
    std::string creates;
    std::string updates;
    for (const TypeModel &type : types) {
        const std::string member = "  " + textLiteral(type.collection) + ": ";
        records += member + type.name + ";\n";
        creates += member + (type.isView ? "never" : type.name + "Create") + ";\n";
        updates += member + (type.isView ? "never" : type.name + "Update") + ";\n";
    }
    out += "/** The record type of each collection. */\nexport interface Records {\n" + records
        + "}\n\nexport interface Creates {\n" + creates + "}\n\nexport interface Updates {\n"
        + updates + "}\n\nexport type CollectionName = keyof Records;\n\n";
    out += R"(/** The PocketBase SDK's client with typed collections: `const client = new PocketBase(url) as TypedClient`. */
export interface TypedService<K extends CollectionName> {
  getOne(id: string, options?: object): Promise<Records[K]>;
  getList(page?: number, perPage?: number, options?: object): Promise<Page<Records[K]>>;
  getFullList(options?: object): Promise<Records[K][]>;
  getFirstListItem(filter: string, options?: object): Promise<Records[K]>;
  create(body: Creates[K] | FormData, options?: object): Promise<Records[K]>;
  update(id: string, body: Updates[K] | FormData, options?: object): Promise<Records[K]>;
  delete(id: string, options?: object): Promise<boolean>;
}

export interface TypedClient {
  collection<K extends CollectionName>(name: K): TypedService<K>;
}
)";
    return out;
}

std::string python(const Types &types)
{
    std::string out = "# " + std::string(kGenerated) + "\n"
        + "from typing import Any, List, Literal, TypedDict, Union\n\n\n"
          "class GeoPoint(TypedDict):\n    lon: float\n    lat: float\n\n\n";
    for (const TypeModel &type : types) {
        std::string record = "        \"collectionId\": str,\n        \"collectionName\": str,\n";
        std::string input;
        for (const FieldModel &field : type.fields) {
            if (!field.enumName.empty()) {
                std::string choices;
                for (const std::string &choice : field.choices) {
                    choices += (choices.empty() ? "" : ", ") + textLiteral(choice);
                }
                out += field.enumName + " = Literal[" + choices + "]\n\n";
            }
            const std::string member
                = "        " + textLiteral(field.name) + ": " + pythonType(field) + ",\n";
            record += field.isWriteOnly ? "" : member;
            input += field.isReadOnly ? "" : member;
        }
        input += type.isAuth ? "        \"passwordConfirm\": str,\n" : "";
        out += "# A record of `" + type.collection + "`.\n";
        addTypedDict(out, type.name, record, true);
        if (!type.isView) {
            out += "# What creates or changes one: members that are left out stay.\n";
            addTypedDict(out, type.name + "Input", input, false);
        }
    }
    return out;
}

} // namespace socle::codegen
