// Every control in every state in one window (`--kit-gallery`): the first screenshot and the first
// thing to read.
#pragma once

#include <QWidget>

namespace socle::studio {

class KitGallery : public QWidget
{
    Q_OBJECT

public:
    enum class Page { Controls, Choices, Fields, Feedback, Grid, Code };

    /// Shows `page`; tabs at the top switch.
    explicit KitGallery(Page page = Page::Controls, QWidget *parent = nullptr);

    void setPage(Page page);

private:
    QWidget *m_content = nullptr;
};

} // namespace socle::studio
