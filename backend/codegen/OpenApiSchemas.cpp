// The schemas of the OpenAPI document: one value per field type, four shapes per collection.
#include "backend/codegen/OpenApiParts.h"
#include "shared/fields/FieldCatalogue.h"

namespace socle::codegen {

namespace {

/// A text in the stored layout of dates, or "".
Json dateSchema()
{
    return JsonObject{{"type", "string"},
                      {"pattern", R"(^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}Z)?$)"},
                      {"examples", JsonArray{"2025-01-31 12:30:00.000Z"}}};
}

Json pointSchema()
{
    const auto degrees = [](int limit) {
        return Json(JsonObject{{"type", "number"}, {"minimum", -limit}, {"maximum", limit}});
    };
    return JsonObject{{"type", "object"},
                      {"properties", JsonObject{{"lon", degrees(180)}, {"lat", degrees(90)}}},
                      {"required", JsonArray{"lon", "lat"}}};
}

void addBounds(JsonObject &schema, const fields::Field &field)
{
    if (const auto min = field.number("min"); min && field.isType(fields::kNumber)) {
        schema.append("minimum", *min);
    }
    if (const auto max = field.number("max"); max && field.isType(fields::kNumber)) {
        schema.append("maximum", *max);
    }
    if (field.isType(fields::kText)) {
        if (field.integer("max") > 0) {
            schema.append("maxLength", field.integer("max"));
        }
        if (!field.text("pattern").empty()) {
            schema.append("pattern", field.text("pattern"));
        }
    }
}

Json textValueSchema(const FieldModel &model)
{
    const fields::Field &field = *model.field;
    JsonObject schema{{"type", "string"}};
    if (!model.choices.empty()) {
        JsonArray values(model.choices.begin(), model.choices.end());
        if (!model.isRequired && !model.isList) {
            values.emplace_back(""); // nothing chosen
        }
        schema.append("enum", std::move(values));
    } else if (field.isType(fields::kEmail)) {
        schema.append("description", "An e-mail address, or empty.");
    } else if (field.isType(fields::kUrl)) {
        schema.append("description", "An http or https address, or empty.");
    } else if (field.isType(fields::kFile)) {
        schema.append("description", "Name of a stored file.");
    } else if (!model.target.empty()) {
        schema.append("description", "Id of a record: " + model.target + ".");
    }
    addBounds(schema, field);
    return schema;
}

Json scalarSchema(const FieldModel &model)
{
    switch (model.scalar) {
    case Scalar::Text:
        return textValueSchema(model);
    case Scalar::Date:
        return dateSchema();
    case Scalar::Number:
    case Scalar::Integer: {
        JsonObject schema{{"type", model.scalar == Scalar::Number ? "number" : "integer"}};
        addBounds(schema, *model.field);
        return schema;
    }
    case Scalar::Bool:
        return JsonObject{{"type", "boolean"}};
    case Scalar::Point:
        return pointSchema();
    case Scalar::Any:
        break;
    }
    return JsonObject{{"description", "Any JSON value."}};
}

Json valueSchema(const FieldModel &model)
{
    Json schema = model.isList ? Json(JsonObject{{"type", "array"}, {"items", scalarSchema(model)}})
                               : scalarSchema(model);
    if (!model.field->help.empty()) {
        schema.asObject().set("description", model.field->help);
    }
    if (model.isReadOnly) {
        schema.asObject().set("readOnly", true);
    }
    return schema;
}

Json recordSchema(const TypeModel &type)
{
    JsonObject properties{{"collectionId", JsonObject{{"type", "string"}}},
                          {"collectionName", JsonObject{{"const", type.collection}}}};
    JsonArray required{"collectionId", "collectionName"};
    JsonObject expand;
    for (const FieldModel &field : type.fields) {
        if (field.isWriteOnly) {
            continue;
        }
        properties.append(field.name, valueSchema(field));
        if (!(type.isAuth && field.name == "email")) {
            required.emplace_back(field.name); // an address is shown to some only
        }
        if (!field.target.empty()) {
            expand.append(field.name,
                          field.isList ? Json(
                              JsonObject{{"type", "array"}, {"items", schemaRef(field.target)}})
                                       : schemaRef(field.target));
        }
    }
    if (!expand.empty()) {
        properties.append("expand",
                          JsonObject{{"type", "object"}, {"properties", std::move(expand)}});
    }
    return JsonObject{{"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", std::move(required)}};
}

enum class Body { Create, Update };

Json bodySchema(const TypeModel &type, Body body)
{
    JsonObject properties;
    JsonArray required;
    for (const FieldModel &field : type.fields) {
        if (field.isReadOnly || (body == Body::Update && field.name == "id")) {
            continue;
        }
        properties.append(field.name, valueSchema(field));
        if (body == Body::Create && (field.isRequired || field.isWriteOnly)) {
            required.emplace_back(field.name);
        }
    }
    if (type.isAuth) {
        properties.append("passwordConfirm", JsonObject{{"type", "string"}});
        if (body == Body::Create) {
            required.emplace_back("passwordConfirm");
        } else {
            properties.append("oldPassword", JsonObject{{"type", "string"}});
        }
    }
    JsonObject schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) {
        schema.append("required", std::move(required));
    }
    return schema;
}

Json pageSchema(const Json &item)
{
    const Json count = JsonObject{{"type", "integer"}};
    return JsonObject{
        {"type", "object"},
        {"properties",
         JsonObject{
             {"items", JsonObject{{"type", "array"}, {"items", item}}},
             {"page", count},
             {"perPage", count},
             {"totalItems", JsonObject{{"type", "integer"}, {"description", "-1 with skipTotal"}}},
             {"totalPages", count}}},
        {"required", JsonArray{"items", "page", "perPage", "totalItems", "totalPages"}}};
}

/// Shapes of routes that work on any collection.
void addCommonSchemas(JsonObject &schemas)
{
    const Json record = JsonObject{{"type", "object"},
                                   {"properties",
                                    JsonObject{{"id", textSchema()},
                                               {"collectionId", textSchema()},
                                               {"collectionName", textSchema()}}}};
    schemas.append("AnyObject", anyObjectSchema());
    schemas.append("AnyList", JsonObject{{"type", "array"}, {"items", JsonObject{}}});
    schemas.append("AnyPage", pageSchema(anyObjectSchema()));
    schemas.append("AnyRecord", record);
    schemas.append(
        "AnyAuth",
        JsonObject{{"type", "object"},
                   {"properties",
                    JsonObject{{"token", textSchema()}, {"record", schemaRef("AnyRecord")}}}});
    schemas.append("StartedJob",
                   JsonObject{{"type", "object"},
                              {"properties", JsonObject{{"job", textSchema()}}},
                              {"required", JsonArray{"job"}}});
}

Json errorSchema()
{
    return JsonObject{{"type", "object"},
                      {"properties",
                       JsonObject{{"status", JsonObject{{"type", "integer"}}},
                                  {"message", JsonObject{{"type", "string"}}},
                                  {"data",
                                   JsonObject{{"type", "object"},
                                              {"description", "Errors by field: {code, message}."},
                                              {"additionalProperties", true}}}}},
                      {"required", JsonArray{"status", "message", "data"}}};
}

} // namespace

Json textSchema() { return JsonObject{{"type", "string"}}; }

Json anyObjectSchema() { return JsonObject{{"type", "object"}, {"additionalProperties", true}}; }

JsonObject openApiSchemas(const std::vector<TypeModel> &types)
{
    JsonObject schemas{{"Error", errorSchema()}};
    addCommonSchemas(schemas);
    for (const TypeModel &type : types) {
        schemas.set(type.name, recordSchema(type));
        schemas.set(type.name + "Page", pageSchema(schemaRef(type.name)));
        if (!type.isView) {
            schemas.set(type.name + "Create", bodySchema(type, Body::Create));
            schemas.set(type.name + "Update", bodySchema(type, Body::Update));
        }
        if (type.isAuth) {
            schemas.set(type.name + "Auth",
                        JsonObject{{"type", "object"},
                                   {"properties",
                                    JsonObject{{"token", JsonObject{{"type", "string"}}},
                                               {"record", schemaRef(type.name)}}},
                                   {"required", JsonArray{"token", "record"}}});
        }
    }
    return schemas;
}

} // namespace socle::codegen
