// The whole record as JSON: as a tree or as text, searched with a regular expression, with paths to
// copy; relations open in place (studio.md 4.3.13).
//
// Object names: data.form.json.mode|search|copyPath|copy|tree, data.form.json (text). UI thread.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QWidget>

class QStackedWidget;
class QTreeWidgetItem;

namespace socle::studio {

class CodeEdit;
class ConnectionContext;
class IconButton;
class JsonTree;
class SearchField;
class Segmented;
class Text;

class JsonPage : public QWidget
{
    Q_OBJECT

public:
    explicit JsonPage(ConnectionContext &context, QWidget *parent = nullptr);

    void show(const CollectionPtr &collection, const JsonObject &record);

signals:
    void said(const QString &text);

private:
    void showMode(const QString &mode);
    void search(const QString &pattern);
    void fetch(QTreeWidgetItem *item, const QString &value);
    QString relationAt(const QString &path) const;

    ConnectionContext &m_context;
    CollectionPtr m_collection;
    QString m_text;
    Segmented *const m_modes;
    SearchField *const m_search;
    Text *const m_found;
    IconButton *const m_copyPath;
    QStackedWidget *const m_pages;
    JsonTree *const m_tree;
    CodeEdit *const m_code;
};

} // namespace socle::studio
