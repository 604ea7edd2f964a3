// One field of every type with a legal value, for conformance tests and pictures.
#pragma once

#include "shared/fields/Field.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/Json.h"

#include <vector>

namespace socle::studio {

struct Sample
{
    fields::Field field;
    Json value;
};

inline fields::Field fieldOf(const char *json)
{
    return fields::readField(*parseJson(json)).takeValue();
}

inline Sample sample(const char *field, const char *value)
{
    return {fieldOf(field), *parseJson(value)};
}

/// The first of a type is the plain one.
inline std::vector<Sample> samples()
{
    return {
        sample(R"({"type":"text","name":"title","required":true,"min":2,"max":40})",
               R"("Kindred")"),
        sample(
            R"({"type":"text","name":"slug","pattern":"^[a-z-]+$","autogeneratePattern":"[a-z]{8}"})",
            R"("kindred-novel")"),
        sample(R"({"type":"editor","name":"summary"})",
               R"("<p>A modern woman is <b>pulled</b> back &amp; forth.</p>")"),
        sample(R"({"type":"number","name":"price","min":0,"max":1000})", "14.5"),
        sample(R"({"type":"number","name":"pages","onlyInt":true})", "9007199254740993"),
        sample(R"({"type":"bool","name":"inPrint"})", "true"),
        sample(R"({"type":"email","name":"contact","onlyDomains":["example.com"]})",
               R"("octavia@example.com")"),
        sample(R"({"type":"url","name":"homepage"})", R"("https://example.com/books?id=1")"),
        sample(R"({"type":"date","name":"published"})", R"("1979-06-01 09:30:15.250Z")"),
        sample(R"({"type":"autodate","name":"updated","onCreate":true,"onUpdate":true})",
               R"("2026-11-20 10:00:00.000Z")"),
        sample(
            R"({"type":"select","name":"status","maxSelect":1,"values":["draft","published","archived"]})",
            R"("published")"),
        sample(
            R"({"type":"select","name":"tags","maxSelect":3,"values":["sci-fi","classic","award","new"]})",
            R"(["sci-fi","classic"])"),
        sample(R"({"type":"file","name":"cover","maxSelect":1})", R"("kindred_a1b2c3.png")"),
        sample(R"({"type":"file","name":"papers","maxSelect":5})",
               R"(["contract_a1.pdf","notes_b2.txt"])"),
        sample(R"({"type":"relation","name":"author","collectionId":"cauthors","maxSelect":1})",
               R"("abcdefghijklmno")"),
        sample(
            R"({"type":"relation","name":"genres","collectionId":"cauthors","minSelect":1,"maxSelect":4})",
            R"(["aaaaaaaaaaaaaaa","bbbbbbbbbbbbbbb"])"),
        sample(R"({"type":"json","name":"meta"})",
               R"({"isbn":"9780807083697","stock":[1,2,3],"big":true})"),
        sample(R"({"type":"geoPoint","name":"shelf"})", R"({"lon":2.3522,"lat":48.8566})"),
        sample(R"({"type":"password","name":"secret","min":8})", R"("correct horse")"),
    };
}

} // namespace socle::studio
