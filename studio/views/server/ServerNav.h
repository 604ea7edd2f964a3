// The list of settings pages, and the search over every setting that takes its place while there is
// text. Object names: settings.search, settings.nav.<page>, settings.hit.<path>.
#pragma once

#include "studio/views/server/ServerSettings.h"

#include <QMap>
#include <QWidget>

class QAbstractButton;
class QVBoxLayout;

namespace socle::studio {

class SearchField;

class ServerNav : public QWidget
{
    Q_OBJECT

public:
    explicit ServerNav(QWidget *parent = nullptr);

    void setCurrent(const QString &page);
    /// Amber dot: changed; red dot: refused.
    void setMarks(const QSet<QString> &changed, const QSet<QString> &refused);
    /// Pages that have nothing to offer here say why as a tooltip, and stay open.
    void setReason(const QString &page, const QString &reason);
    void focusSearch();

signals:
    void pageRequested(const QString &page);
    void settingRequested(const QString &path, bool isSocle);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    class Item;
    void search(const QString &words);

    SearchField *m_search;
    QWidget *m_pages;
    QWidget *m_hits;
    QVBoxLayout *m_hitList;
    QMap<QString, Item *> m_items;
};

} // namespace socle::studio
