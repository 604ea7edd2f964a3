// The table of server settings: for each one where it stands on the wire, what it is called, how it
// is edited. Pages, search, review and field errors are made from it.
//
// Source: admin-api.md A2, design.md 10 (Socle's own), studio.md 4.14.
#pragma once

#include <QString>
#include <QStringList>

#include <span>

namespace socle::studio {

struct ServerSetting
{
    enum class Kind { Text, Code, Secret, Number, Switch, Choice, List, Colour, Cron };

    const char *page; // key of a page
    const char *section; // head of its card
    const char *path; // "smtp.host"
    Kind kind;
    const char *title;
    const char *help = "";
    const char *unit = ""; // of a number
    const char *choices = ""; // "value=Title|value=Title"
    const char *shownBy = ""; // switch that must be on for this to matter
    bool isSocle = false; // of the document at /api/socle/settings
};

struct ServerPage
{
    const char *key;
    const char *title;
    const char *icon;
    const char *help;
    bool isSocle = false; // nothing on it without Socle's own settings
};

std::span<const ServerPage> serverPages();
std::span<const ServerSetting> serverSettings();
const ServerSetting *findServerSetting(const QString &path, bool isSocle);
/// Paths of secrets of one of the two documents.
QStringList secretPaths(bool isSocle);
/// Text of the table in the interface's language.
QString settingText(const char *text);
QString pageTitle(const QString &key);

} // namespace socle::studio
