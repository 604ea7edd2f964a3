// The collections of a catalogue as types of a program: what every generator starts from.
//
// System collections and hidden fields are left out: neither is what a client program works with.
// Names are made unique; the name on the wire is kept beside the name in code.
#pragma once

#include "backend/schema/Catalogue.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::codegen {

enum class Scalar { Text, Date, Number, Integer, Bool, Point, Any };

struct FieldModel
{
    std::string name = {}; // on the wire
    Scalar scalar = Scalar::Text;
    bool isList = false;
    bool isRequired = false;
    bool isReadOnly = false; // set by the server: id, autodates, files' names of views
    bool isWriteOnly = false; // passwords
    bool isFile = false;
    std::vector<std::string> choices = {}; // of a select field
    std::string enumName = {}; // type of the choices, "" when there are none
    std::string target = {}; // type name behind a relation, "" for none
    const fields::Field *field = nullptr; // lives as long as the catalogue
};

struct TypeModel
{
    std::string name = {}; // "BlogPosts"
    std::string collection = {}; // "blog_posts"
    bool isAuth = false;
    bool isView = false;
    std::vector<FieldModel> fields = {};
    schema::CollectionPtr source = {};
};

/// Types in the order of the catalogue.
std::vector<TypeModel> typesOf(const schema::Catalogue &catalogue);

std::string pascalCase(std::string_view name); // blog_posts -> BlogPosts
std::string camelCase(std::string_view name); // blog_posts -> blogPosts
std::string snakeCase(std::string_view name); // blogPosts -> blog_posts

} // namespace socle::codegen
